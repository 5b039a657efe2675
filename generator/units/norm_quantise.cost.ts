import type { CostParameters } from './resources/cost-parameters.ts';
import { adderTree, gates, multiplexer, treeRegisterBits } from './resources/logic.ts';
import { multiplier, multiplierBits, productRegister } from './resources/multiplier.ts';
import { sequenceRom } from './resources/sequence-rom.ts';
import { smallMemory } from './resources/small-memory.ts';
import { tableBlocks, tableLogic } from './resources/tables.ts';
import { eightBit } from './resources/terms.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { flipFlops, scaleResources, sumResources } from './resources.ts';

export const normQuantiseCost: UnitCost = {
  unit: 'norm_quantise',
  logic: (p, fabric) => ({
    // A lane: a barrel shifter and a rounding, with a product between them where activations have 8 bits.
    lanes8: eightBit(p) * p.lanes * p.xBits,
    lanes16: (1 - eightBit(p)) * p.lanes * p.xBits,
    // A row: its magnitude, and the largest of all.
    rows8: eightBit(p) * p.rows * p.xBits,
    rows16: (1 - eightBit(p)) * p.rows * p.xBits,
    multiply:
      p.rows * multiplierBits(fabric, p.xBits, p.xBits) +
      p.gains * p.rows * multiplierBits(fabric, p.xBits, 16) +
      eightBit(p) * p.lanes * multiplierBits(fabric, p.xBits, p.reciprocalBits + 1),
    // The scale: leading ones, shifters, and the two tables.
    tables:
      tableLogic(fabric, p.plan.tableStore, p.tables.rsqrt, 1) +
      tableLogic(fabric, p.plan.tableStore, p.tables.reciprocal),
    scale: p.sumBits,
  }),
  registers: (p) => ({
    scale: p.sumBits,
    deepScale: p.pipeline * p.sumBits,
    largest: eightBit(p) * (2 * p.xBits + p.reciprocalBits),
  }),
  exact: (p, fabric) => {
    const groups = p.lanes / p.rows;
    const { family } = fabric;
    const int8 = eightBit(p);
    return sumResources(
      scaleResources(
        groups,
        smallMemory(family, {
          words: p.words,
          bits: p.rows * p.xBits,
          readPorts: p.words > 1 ? 2 : 1,
          register: 'address',
        }),
      ),
      // The first beat of a word clears its other groups; one group goes back to the array.
      gates(family, groups > 1 ? (groups - 1) * p.rows * p.xBits : 0),
      multiplexer(family, groups, p.rows * p.xBits),
      ...(p.plan.tableStore === 'bram'
        ? [tableBlocks(fabric, p.tables.rsqrt, 1), tableBlocks(fabric, p.tables.reciprocal)]
        : []),
      scaleResources(p.rows, multiplier(fabric, p.xBits, p.xBits)),
      scaleResources(p.gains * p.rows, multiplier(fabric, p.xBits, 16)),
      sequenceRom(p, fabric, p.gainWords, 16 * p.rows),
      scaleResources(int8 * p.lanes, multiplier(fabric, p.xBits, p.reciprocalBits + 1)),
      adderTree(family, p.rows, squareBits(p)),
      flipFlops(
        p.gains * p.rows * (productRegister(fabric, p.xBits + 16) + p.pipeline * p.xBits) +
          p.rows * productRegister(fabric, squareBits(p)) +
          treeRegisterBits(p.rows, squareBits(p), p.sumLevels, 0) +
          int8 * p.lanes * productRegister(fabric, 2 * p.xBits + p.reciprocalBits) +
          int8 * maxRegisterBits(p) +
          (1 - int8) * p.pipeline * p.lanes * p.xBits,
      ),
    );
  },
};

function squareBits(p: CostParameters): number {
  return 2 * p.xBits - 1;
}

/** Registers of the tree that finds the largest magnitude; the last pair is compared behind it. */
function maxRegisterBits(p: CostParameters): number {
  let bits = 0;
  for (let level = 0; level < Math.max(1, Math.log2(p.rows)); level++) {
    if ((1 + level) % p.maxLevels === 0) bits += (p.rows / 2 ** level) * (p.xBits - 1);
  }
  return bits;
}
