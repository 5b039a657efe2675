import type { Fabric } from '../resources/fabric.ts';
import { adder } from '../resources/logic.ts';
import { multiplier } from '../resources/multiplier.ts';
import { tableLogic } from '../resources/tables.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { NO_RESOURCES } from '../resources.ts';
import type { SamplerParameters } from '../sampler-parameters.ts';

export const samplerParallelCost: UnitCost<SamplerParameters> = {
  unit: 'sampler_parallel',
  shared: true,
  logic: (p, fabric) => {
    const { vocabulary, logitBits, group, places, weightBits, sumBits, rankBits } = sizes(p);
    const add = (bits: number) => adder(fabric.family, bits).lut;
    return {
      compare: (group * ((places - 1) / 2) + maximumPairs(p)) * add(logitBits + 1),
      sums:
        networkAdders(group) * add(weightBits + 2) +
        networkAdders(vocabulary) * add(weightBits + 3) +
        (group + 2 * vocabulary) * add(sumBits),
      ring: places * logitBits,
      lookups: group * (add(logitBits) + tableLogic(fabric, 'lutrom', p.sampler_exp2)),
      counts: places * rankBits + (group * (places - 1)) / 2,
      choose: group * vocabulary * weightBits + vocabulary * (weightBits + sumBits + vocabulary),
      control: 1,
    };
  },
  registers: (p) => {
    const { vocabulary, logitBits, group, places, weightBits, sumBits, rankBits } = sizes(p);
    return {
      logits: places * logitBits + maximumPairs(p),
      ranks: (group * (places - 1)) / 2 + 2 * places * rankBits,
      weights: (2 * vocabulary + 3 * group) * weightBits,
      sums: 3 * vocabulary * sumBits,
      control: 1,
    };
  },
  exact: (p, fabric: Fabric) => ({
    ...NO_RESOURCES,
    dsp: multiplier(fabric, 18, sizes(p).sumBits + 1).dsp + multiplier(fabric, 25, sizes(p).sumBits + 1).dsp,
  }),
};

function sizes(p: SamplerParameters) {
  const third = Math.ceil(p.vocabulary / 3);
  const group = third + 1 - (third % 2);
  return {
    vocabulary: p.vocabulary,
    logitBits: p.logitBits,
    /** A third of the places of the ring, odd. */
    group,
    places: 3 * group,
    weightBits: p.samplerWeightBits + 1,
    sumBits: Math.ceil(Math.log2(p.vocabulary * 2 ** p.samplerWeightBits + 1)),
    rankBits: Math.ceil(Math.log2(3 * group)),
  };
}

/** Comparators of the maximum: all pairs of up to four numbers a level, and in the last one the largest so far. */
function maximumPairs(p: SamplerParameters): number {
  const lanes = Math.min(p.rows, p.vocabulary);
  const levels = lanes > 16 ? 3 : 2;
  const pairs = (count: number) => (count * (count - 1)) / 2;
  let sum = 0;
  let left = lanes;
  for (let level = 1; level < levels; level++) {
    sum += Math.floor(left / 4) * pairs(4) + pairs(left % 4);
    left = Math.ceil(left / 4);
  }
  return sum + pairs(left + (lanes < p.vocabulary ? 1 : 0));
}

/** Adders of a network of prefix sums: on each level, one for every term whose index has the level's bit. */
function networkAdders(terms: number): number {
  let sum = 0;
  for (let bit = 1; bit < terms; bit *= 2)
    for (let term = 0; term < terms; term++) if (Math.floor(term / bit) % 2 === 1) sum++;
  return sum;
}
