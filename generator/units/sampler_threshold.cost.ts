import type { CostParameters } from './resources/cost-parameters.ts';
import { tableBits } from './resources/cost-parameters.ts';
import { multiplier, multiplierBits } from './resources/multiplier.ts';
import { smallMemory } from './resources/small-memory.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { scaleResources, sumResources } from './resources.ts';
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
    return sumResources(multiplier(fabric, ...FACTORS), logits(p, lanes / p.rows, words, fabric.family));
  },
};

/** The logits, a memory for each beat of a word. */
function logits(
  p: CostParameters,
  beats: number,
  words: number,
  family: Parameters<typeof smallMemory>[0],
): ReturnType<typeof smallMemory> {
  const memory = { words, bits: p.rows * p.logitBits, readPorts: 1, register: 'data' } as const;
  return scaleResources(beats, smallMemory(family, memory));
}
