import type { TopView } from './sources.ts';

/** Registered outputs, one byte a token, a context that is a power of two. */
export const SMALL_DESIGN: TopView = {
  model: 'the fixture',
  vocabulary: 27,
  context: 16,
  tokenSlots: 1,
  tokenBits: 5,
  positionBits: 4,
  topKBits: 5,
  tdataBits: 8,
  tdataMsb: 7,
  scaleBits: 12,
  headMantissa: 3001,
  headShift: 9,
  clockHz: 1_000_000,
  buildId: '0123456789abcdef',
  inputDepth: 4,
  outputDepth: 4,
  fallThrough: 0,
};

/** Outputs that fall through, two bytes a token, the shortest queues, odd sizes. */
export const ODD_DESIGN: TopView = {
  ...SMALL_DESIGN,
  vocabulary: 512,
  context: 7,
  tokenBits: 9,
  positionBits: 3,
  topKBits: 10,
  tdataBits: 16,
  tdataMsb: 15,
  scaleBits: 16,
  headMantissa: 65535,
  headShift: 20,
  inputDepth: 2,
  outputDepth: 2,
  fallThrough: 1,
};

/** Four token slots; prompts longer than one block. */
export const SLOTS_DESIGN: TopView = { ...SMALL_DESIGN, context: 16, tokenSlots: 4, inputDepth: 8 };

/** As many token slots as positions, and the shortest queue that holds a block. */
export const ONE_BLOCK_DESIGN: TopView = {
  ...ODD_DESIGN,
  context: 8,
  tokenSlots: 8,
  inputDepth: 8,
  fallThrough: 0,
};
