import type { SamplerParameters } from '../sampler-parameters.ts';

/** What sampler_threshold depends on. `samplerWeightBits` is WF, its WEIGHT_FRAC. */
export type SamplerThresholdParameters = Pick<
  SamplerParameters,
  'rows' | 'vocabulary' | 'logitFrac' | 'samplerWeightBits'
>;

/** How wide the search is: logits that are looked at in a cycle, and bits that a pass decides of top-k and of top-p. */
export interface SamplerThresholdShape {
  readonly lanes: number;
  readonly countBits: number;
  readonly massBits: number;
}

/** Everything else that follows. */
export interface SamplerThresholdSizes extends SamplerThresholdShape {
  readonly words: number;
  /** Bits of a distance before the point, and of one with what fills it up to whole places. */
  readonly wholeBits: number;
  readonly distanceBits: number;
  readonly massPlaces: number;
  readonly countPlaces: number;
  readonly tokenBits: number;
  readonly sumBits: number;
  /** Pieces of a sum that are multiplied one after another. */
  readonly slices: number;
}

/** Two beats a word where the array is narrow: a pass waits as long as it reads where words are few. */
export function samplerThresholdShape({ rows }: Pick<SamplerParameters, 'rows'>): SamplerThresholdShape {
  return { lanes: rows < 32 ? 2 * rows : rows, countBits: 4, massBits: 3 };
}

export function samplerThresholdSizes(
  p: SamplerThresholdParameters,
  shape: SamplerThresholdShape = samplerThresholdShape(p),
): SamplerThresholdSizes {
  const { vocabulary, logitFrac, samplerWeightBits } = p;
  const { lanes, countBits, massBits } = shape;
  const wholeBits = Math.ceil(Math.log2(samplerWeightBits + 2));
  const massPlaces = Math.ceil((wholeBits + logitFrac) / massBits);
  const countPlaces = 1 + Math.ceil(((massPlaces - 1) * massBits) / countBits);
  const sumBits = Math.max(
    samplerWeightBits + Math.ceil(Math.log2(vocabulary + 1)),
    samplerWeightBits + 1 + Math.log2(lanes),
  );
  return {
    ...shape,
    words: Math.ceil(vocabulary / lanes),
    wholeBits,
    distanceBits: massPlaces * massBits,
    massPlaces,
    countPlaces,
    tokenBits: Math.ceil(Math.log2(vocabulary)),
    sumBits,
    slices: Math.ceil(sumBits / 17),
  };
}

/** Cycles of a pass in which no word is read: until what it found is the base of the next one. */
const PASS_CYCLES = 5;
/** Cycles of everything between and behind the passes that is the same for all sizes. */
const FIXED_CYCLES = 27;

/**
 * Core cycles from the last logits to the token: the maximum, the passes of both searches (the first place of top-p is weighed in
 * the first pass of top-k), three products, a division, the pass that draws, the halving of its word.
 */
export function samplerThresholdLatencyCycles(
  p: SamplerThresholdParameters,
  shape: SamplerThresholdShape = samplerThresholdShape(p),
): number {
  const sizes = samplerThresholdSizes(p, shape);
  const passes = sizes.countPlaces + sizes.massPlaces - 1;
  return (
    Math.max(1, Math.floor(Math.log2(p.rows) / 2)) +
    passes * (sizes.words + PASS_CYCLES) +
    sizes.words +
    3 * sizes.slices +
    sizes.tokenBits +
    Math.log2(sizes.lanes) +
    FIXED_CYCLES
  );
}
