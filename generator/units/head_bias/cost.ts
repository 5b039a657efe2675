import { sequenceRom } from '../resources/sequence-rom.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, sumResources } from '../resources.ts';
import type { HeadBiasParameters } from './parameters.ts';

export const headBiasCost: UnitCost<HeadBiasParameters> = {
  unit: 'head_bias',
  // A sum, and its limit.
  logic: (p) => ({ add: 2 * p.rows * p.headBits }),
  registers: () => ({ control: 6 }),
  exact: (p, fabric) =>
    sumResources(sequenceRom(p, fabric, p.biasWords, 16 * p.rows), flipFlops(p.rows * p.headBits)),
};
