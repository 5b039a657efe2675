import { smallMemory } from '../resources/small-memory.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, sumResources } from '../resources.ts';
import type { ResidualParameters } from './parameters.ts';

export const residualCost: UnitCost<ResidualParameters> = {
  unit: 'residual',
  logic: (p) => ({ add: p.rows * p.xBits, control: 1 }),
  registers: () => ({}),
  exact: (p, { family }) =>
    sumResources(
      smallMemory(family, { words: p.beats, bits: p.rows * p.xBits, readPorts: 1, register: 'address' }),
      // Where a beat is read and written; with the deep pipeline a beat and its three flags.
      flipFlops(2 * Math.ceil(Math.log2(p.beats)) + p.pipeline * (p.rows * p.xBits + 3)),
    ),
};
