import { lutRomBit } from './resources/lut-rom.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { flipFlops } from './resources.ts';

export const embeddingCost: UnitCost = {
  unit: 'embedding',
  logic: (p, { family }) => ({
    tokens: p.rows * p.xBits * lutRomBit(family, p.vocabulary * p.beats),
    positions: p.rows * p.xBits * lutRomBit(family, p.context * p.beats),
    add: p.rows * p.xBits,
  }),
  registers: () => ({ control: 1 }),
  // Both rows, and their sum.
  exact: (p) => flipFlops(3 * p.rows * p.xBits),
};
