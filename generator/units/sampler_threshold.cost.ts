import { tableBits } from './resources/cost-parameters.ts';
import type { Fabric } from './resources/fabric.ts';
import { multiplier, multiplierBits } from './resources/multiplier.ts';
import { smallMemory } from './resources/small-memory.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { type Resources, scaleResources, sumResources } from './resources.ts';
import { samplerThresholdSizes } from './sampler_threshold.ts';

/** What is multiplied: 17 bits of a sum by 24 bits, both unsigned. */
const FACTORS = [18, 25] as const;

export const samplerThresholdCost: UnitCost = {
  unit: 'sampler_threshold',
  present: ({ plan }) => plan.sampler === 'sampler_threshold',
  logic: (p, fabric) => {
    const { lanes, massBits, countBits, distanceBits, sumBits } = samplerThresholdSizes(p);
    return {
      maximum: p.rows * p.logitBits,
      distances: lanes * (p.logitBits + distanceBits),
      powers: ((lanes + 1) * tableBits(p.tables.sampler_exp2)) / 64,
      weights: lanes * p.samplerWeightBits,
      sums: 2 ** massBits * (lanes * p.samplerWeightBits + sumBits),
      counts: 2 ** countBits * lanes,
      order: lanes * Math.log2(lanes),
      nodes: lanes * p.samplerWeightBits,
      totals: sumBits,
      multiply: multiplierBits(fabric, ...FACTORS),
      control: 1,
    };
  },
  registers: (p) => {
    const { lanes, massBits, countBits, distanceBits, sumBits } = samplerThresholdSizes(p);
    return {
      maximum: p.rows * p.logitBits,
      distances: 2 * lanes * distanceBits,
      weights: 2 * lanes * p.samplerWeightBits,
      sums: 2 ** massBits * ((lanes / 8) * p.samplerWeightBits + 2 * sumBits),
      counts: 2 ** countBits * (lanes + p.tokenBits),
      nodes: lanes * p.samplerWeightBits,
      totals: sumBits,
      control: 1,
    };
  },
  exact: (p, fabric) => {
    const { lanes, words } = samplerThresholdSizes(p);
    const memory = { words, bits: p.rows * p.logitBits, readPorts: 1, register: 'data' } as const;
    return sumResources(
      product(fabric),
      // A memory for each beat of a word.
      scaleResources(lanes / p.rows, smallMemory(fabric.family, memory)),
    );
  },
};

/** On Cyclone V yosys takes a block of 27 × 27 from 20 bits on only, and cuts the wider factor into 18 and 7 bits, the rest 9 × 9. */
function product(fabric: Fabric): Resources {
  if (fabric.family !== 'cyclone_v') return multiplier(fabric, ...FACTORS);
  return sumResources(multiplier(fabric, 18, 18), scaleResources(2, multiplier(fabric, 9, 9)));
}
