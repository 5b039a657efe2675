import { multiplier, multiplierBits } from '../resources/multiplier.ts';
import { smallMemory } from '../resources/small-memory.ts';
import { tableBits } from '../resources/table-size.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { scaleResources, sumResources } from '../resources.ts';
import type { SamplerParameters } from '../sampler-parameters.ts';
import { samplerThresholdSizes } from './latency.ts';

/** What is multiplied: 17 bits of a sum by 24 bits, both unsigned. */
const FACTORS = [18, 25] as const;

export const samplerThresholdCost: UnitCost<SamplerParameters> = {
  unit: 'sampler_threshold',
  shared: true,
  // In LUTs as one would count them, so that one weight nearly does for all.
  logic: (p, fabric) => {
    const { lanes, massBits, countBits, distanceBits, sumBits } = samplerThresholdSizes(p);
    const [sums, tallies] = [2 ** massBits, 2 ** countBits];
    const bits = p.samplerWeightBits;
    return {
      maximum: 1.5 * p.rows * p.logitBits,
      distances: lanes * (p.logitBits + 3 * distanceBits),
      powers: ((lanes + 1) * tableBits(p.sampler_exp2)) / 64,
      shifts: 3 * lanes * bits,
      sums: 2.2 * sums * lanes * bits,
      sumTotals: 4 * sums * sumBits,
      counts: 1.5 * tallies * lanes,
      tallies: 2 * tallies * p.tokenBits,
      order: lanes * (2 + lanes / 3),
      nodes: lanes * bits,
      products: 8 * sumBits,
      multiply: multiplierBits(fabric, ...FACTORS),
      control: 150,
    };
  },
  registers: (p) => {
    const { lanes, massBits, countBits, distanceBits, sumBits } = samplerThresholdSizes(p);
    const [sums, tallies] = [2 ** massBits, 2 ** countBits];
    const bits = p.samplerWeightBits;
    return {
      maximum: p.rows * p.logitBits,
      distances: 2 * lanes * distanceBits,
      weights: 3 * lanes * bits,
      compared: lanes * (2 * sums + tallies),
      sums: sums * Math.ceil(lanes / (lanes < 64 ? 4 : 8)) * (bits + 3),
      sumTotals: 2 * sums * sumBits,
      tallies: tallies * (p.tokenBits + 1 + Math.log2(lanes)),
      nodes: lanes * bits,
      products: 10 * sumBits,
      control: 150,
    };
  },
  exact: (p, fabric) => {
    const { lanes, words } = samplerThresholdSizes(p);
    const memory = { words, bits: p.rows * p.logitBits, readPorts: 1, register: 'data' } as const;
    return sumResources(
      multiplier(fabric, ...FACTORS),
      // A memory for each beat of a word.
      scaleResources(lanes / p.rows, smallMemory(fabric.family, memory)),
    );
  },
};
