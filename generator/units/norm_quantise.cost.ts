import { type CostParameters, tableBits } from './resources/cost-parameters.ts';
import { multiplexer } from './resources/logic.ts';
import { multiplier } from './resources/multiplier.ts';
import { smallMemory } from './resources/small-memory.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { luts, scaleResources, sumResources } from './resources.ts';

export const normQuantiseCost: UnitCost = {
  unit: 'norm_quantise',
  logic: (p, { dsp }) => ({
    normalise8: is8(p) * p.lanes * p.xBits,
    normalise16: (1 - is8(p)) * p.lanes * p.xBits,
    largest8: is8(p) * p.rows * p.xBits,
    largest16: (1 - is8(p)) * p.rows * p.xBits,
    addSquares: sumTreeBits(p),
    multiply: dsp ? 0 : p.rows * p.xBits ** 2 + is8(p) * p.lanes * p.xBits * (p.reciprocalBits + 1),
    tables: (tableBits(p.tables.rsqrt, 1) + is8(p) * tableBits(p.tables.reciprocal)) / 64,
    scale: p.sumBits,
  }),
  registers: (p) => ({
    squares: p.rows * (2 * p.xBits - 1),
    products: is8(p) * p.lanes * (2 * p.xBits + p.reciprocalBits),
    shifted: (1 - is8(p)) * p.pipeline * p.lanes * p.xBits,
    trees: sumRegisterBits(p) + is8(p) * maxRegisterBits(p),
    scale: p.sumBits * (1 + 2 * p.pipeline) + 2 * p.xBits + 2 * p.scaleBits + p.reciprocalBits,
  }),
  exact: (p, fabric) => {
    const groups = p.lanes / p.rows;
    return sumResources(
      scaleResources(
        groups,
        smallMemory(fabric.family, {
          words: p.words,
          bits: p.rows * p.xBits,
          readPorts: p.words > 1 ? 2 : 1,
          registered: false,
        }),
      ),
      // The first beat of a word clears its other groups; one group goes back to the array.
      luts((groups > 1 ? groups - 1 : 0) * (fabric.family === 'cyclone_v' ? 0.5 : 1) * p.rows * p.xBits),
      multiplexer(fabric.family, groups, p.rows * p.xBits),
      scaleResources(p.rows, multiplier(fabric, p.xBits, p.xBits)),
      scaleResources(is8(p) * p.lanes, multiplier(fabric, p.xBits, p.reciprocalBits + 1)),
    );
  },
};

/** 1 where activations have 8 bits: they need a maximum, a reciprocal and a product a lane. */
function is8(p: CostParameters): number {
  return p.activationBits === 8 ? 1 : 0;
}

/** Bits of the results of the adders of squares. */
function sumTreeBits(p: CostParameters): number {
  let bits = 0;
  for (let level = 1; level <= Math.log2(p.rows); level++)
    bits += (p.rows / 2 ** level) * (2 * p.xBits - 1 + level);
  return bits;
}

function sumRegisterBits(p: CostParameters): number {
  let bits = 0;
  for (let level = 1; level <= Math.log2(p.rows); level++) {
    if (level % p.sumLevels === 0) bits += (p.rows / 2 ** level) * (2 * p.xBits - 1 + level);
  }
  return bits;
}

function maxRegisterBits(p: CostParameters): number {
  let bits = 0;
  for (let level = 0; level < Math.max(1, Math.log2(p.rows)); level++) {
    if ((1 + level) % p.maxLevels === 0) bits += (p.rows / 2 ** level) * (p.xBits - 1);
  }
  return bits;
}
