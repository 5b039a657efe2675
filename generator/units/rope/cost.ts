import { ROPE_FRACTION } from '../../model/rope-tables.ts';
import { blockMemory } from '../resources/block-memory.ts';
import type { Fabric } from '../resources/fabric.ts';
import { lutRomBit } from '../resources/lut-rom.ts';
import { multiplier, multiplierBits, productRegister } from '../resources/multiplier.ts';
import { smallMemory } from '../resources/small-memory.ts';
import { romInBlocks } from '../resources/tables.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, NO_RESOURCES, scaleResources, sumResources } from '../resources.ts';
import { ropeWords } from './latency.ts';
import type { RopeParameters } from './parameters.ts';

/** Bits of an element, HB. */
const BITS = 16;
const FACTOR_BITS = ROPE_FRACTION + 2;
/** Bits that travel with a beat. */
const TAG_BITS = 3;
/** Products of the complex multiplier that makes the coefficients. */
const COEFFICIENT_PRODUCTS = 4;

export const ropeCost: UnitCost<RopeParameters> = {
  unit: 'rope',
  logic: (p, fabric) => ({
    // Rounding, limit, and the way past them.
    elements: elements(p) * BITS,
    multiply: (2 * elements(p) + COEFFICIENT_PRODUCTS) * multiplierBits(fabric, BITS, FACTOR_BITS),
    // Where products are added outside of a DSP block.
    sums: productRegister(fabric, 1) * elements(p) * (BITS + FACTOR_BITS),
    tables: romInBlocks(fabric, p.tableStore)
      ? 0
      : 2 * FACTOR_BITS * tableWords(p).reduce((sum, words) => sum + lutRomBit(fabric.family, words), 0),
    coefficients: 3 * FACTOR_BITS,
  }),
  registers: (p) => ({ control: Math.log2(p.context) + Math.log2(p.headDim) }),
  exact: (p, fabric) => {
    const { family } = fabric;
    const words = ropeWords(p);
    const lanes = p.headDim / 2 / words;
    const inBlocks = romInBlocks(fabric, p.tableStore);
    const products = 2 * elements(p) + COEFFICIENT_PRODUCTS;
    // Registers in front of a product are a DSP48's own too, if nothing but a memory of several words stands before them.
    const own = (bits: number) => productRegister(fabric, bits);
    return sumResources(
      scaleResources(products, multiplier(fabric, BITS, FACTOR_BITS)),
      words === 1
        ? flipFlops(own(lanes * 3 * FACTOR_BITS))
        : scaleResources(
            lanes,
            smallMemory(family, { words, bits: 3 * FACTOR_BITS, readPorts: 1, register: 'data' }),
          ),
      inBlocks ? { ...NO_RESOURCES, bram: tableBlocks(p, fabric) } : flipFlops(4 * FACTOR_BITS),
      flipFlops(
        elements(p) * (BITS + own(BITS + FACTOR_BITS) + p.pipeline * BITS) +
          // One row: the first element of a pair waits for the second, whose result waits for the first's.
          (p.rows === 1 ? 2 * BITS + 4 + TAG_BITS : 0) +
          own(p.pipeline * 4 * FACTOR_BITS) +
          // The sine is a sum of products, the cosine a difference.
          own(BITS + FACTOR_BITS) +
          (BITS + FACTOR_BITS),
      ),
    );
  },
};

/** Elements that are turned at once. */
function elements({ rows }: RopeParameters): number {
  return Math.max(2, rows);
}

function tableBlocks(p: RopeParameters, { family }: Fabric): number {
  return tableWords(p).reduce(
    (sum, words) => sum + blockMemory(family, words, 2 * FACTOR_BITS, false).blocks,
    0,
  );
}

/** Words of the high and of the low table. */
function tableWords({ headDim, context }: RopeParameters): readonly number[] {
  const positionBits = Math.ceil(Math.log2(context));
  const lowBits = Math.max(1, Math.ceil(positionBits / 2));
  const pairBits = Math.max(1, Math.ceil(Math.log2(headDim / 2)));
  return [Math.max(1, positionBits - lowBits), lowBits].map((bits) => 2 ** (bits + pairBits));
}
