import { smallMemory } from './resources/small-memory.ts';
import type { UnitCost } from './resources/unit-cost.ts';

export const residualCost: UnitCost = {
  unit: 'residual',
  logic: (p) => ({ add: p.rows * p.xBits, control: 1 }),
  registers: (p) => ({ out: p.pipeline * p.rows * p.xBits, control: 1 }),
  exact: (p, { family }) =>
    smallMemory(family, { words: p.beats, bits: p.rows * p.xBits, readPorts: 1, register: 'address' }),
};
