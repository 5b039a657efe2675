import { type CostParameters, tableBits } from './resources/cost-parameters.ts';
import { multiplier } from './resources/multiplier.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { NO_RESOURCES } from './resources.ts';

export const samplerParallelCost: UnitCost = {
  unit: 'sampler_parallel',
  present: ({ plan }) => plan.sampler === 'sampler_parallel',
  logic: (p) => ({
    compare: comparisons(p) * p.logitBits,
    order: p.vocabulary ** 2,
    logits: p.vocabulary * p.logitBits,
    powers: (p.vocabulary * tableBits(p.tables.sampler_exp2)) / 64,
    weights: p.vocabulary * p.samplerWeightBits,
    pick: p.vocabulary ** 2 * p.samplerWeightBits,
    control: 1,
  }),
  registers: (p) => ({
    logits: (p.vocabulary + 1) * p.logitBits,
    order: p.vocabulary ** 2,
    weights: p.vocabulary * p.samplerWeightBits,
    control: 1,
  }),
  exact: (p, fabric) => ({
    ...NO_RESOURCES,
    dsp:
      multiplier(fabric, 18, p.samplerWeightBits + 6).dsp +
      multiplier(fabric, 25, p.samplerWeightBits + 6).dsp,
  }),
};

/** Comparators: each lane of a beat with all logits before it; equal ones of several beats are one. */
function comparisons(p: CostParameters): number {
  const lanes = Math.min(p.rows, p.vocabulary);
  return (lanes * (lanes - 1)) / 2 + lanes * Math.max(0, p.vocabulary - lanes);
}
