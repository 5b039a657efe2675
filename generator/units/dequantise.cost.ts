import { arrayLatencyCycles } from './matmul_array.ts';
import type { CostParameters } from './resources/cost-parameters.ts';
import { multiplier } from './resources/multiplier.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { scaleResources, sumResources } from './resources.ts';

/** Room for the largest shift, and twice the product. */
const LEAST_WIDE_BITS = 42;

export const dequantiseCost: UnitCost = {
  unit: 'dequantise',
  logic: (p, { dsp }) => ({
    shift: p.rows * wideBits(p),
    limit: p.rows * p.yBits,
    multiply: dsp ? 0 : p.rows * keepBits(p) * (p.scaleBits + 2) + 2 * p.scaleBits ** 2,
    scale: wideBits(p) + p.yBits + p.scaleBits,
  }),
  registers: (p) => ({
    products: p.rows * productBits(p),
    results: p.rows * p.yBits,
    scale: wideBits(p) + p.yBits + 2 * p.scaleBits,
    wait: (p.scaleBits + 24) * (arrayLatencyCycles(p) - 1),
  }),
  exact: (p, fabric) =>
    sumResources(
      scaleResources(p.rows, multiplier(fabric, keepBits(p), p.scaleBits + 2)),
      scaleResources(2, multiplier(fabric, p.scaleBits + 1, p.scaleBits + 1)),
    ),
};

/** Bits of an accumulator behind its rounding. */
function keepBits(p: CostParameters): number {
  return p.accBits - p.accShift;
}

function productBits(p: CostParameters): number {
  return keepBits(p) + p.scaleBits + 1;
}

function wideBits(p: CostParameters): number {
  return Math.max(productBits(p) + 1, LEAST_WIDE_BITS);
}
