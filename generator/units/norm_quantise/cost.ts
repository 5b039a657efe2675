import type { Fabric } from '../resources/fabric.ts';
import { adderTree, gates, multiplexer, treeRegisterBits } from '../resources/logic.ts';
import { multiplier, multiplierBits, productRegister } from '../resources/multiplier.ts';
import { sequenceRom } from '../resources/sequence-rom.ts';
import { smallMemory } from '../resources/small-memory.ts';
import { tableBlocks, tableLogic } from '../resources/tables.ts';
import { eightBit } from '../resources/terms.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, scaleResources, sumResources } from '../resources.ts';
import type { NormQuantiseParameters } from './parameters.ts';

export const normQuantiseCost: UnitCost<NormQuantiseParameters> = {
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
    // The scale: leading ones, shifters, and the two tables; without registers between them, the mapper repeats a part of each.
    tables: tablesLogic(p, fabric),
    shallowTables: (1 - p.pipeline) * tablesLogic(p, fabric),
    scale: p.sumBits,
    shallowScale: (1 - p.pipeline) * p.sumBits,
  }),
  registers: (p, fabric) => ({
    scale: p.sumBits,
    deepScale: p.pipeline * p.sumBits,
    largest: eightBit(p) * (2 * p.xBits + p.reciprocalBits),
    // A table in block RAM has its register there.
    tables: tablesLogic(p, fabric) > 0 ? p.scaleBits + eightBit(p) * p.reciprocalBits : 0,
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
      ...(p.tableStore === 'bram'
        ? [tableBlocks(fabric, p.rsqrt, 1), tableBlocks(fabric, p.reciprocal)]
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

function tablesLogic(p: NormQuantiseParameters, fabric: Fabric): number {
  const { rsqrt, reciprocal } = p;
  return tableLogic(fabric, p.tableStore, rsqrt, 1) + tableLogic(fabric, p.tableStore, reciprocal);
}

function squareBits(p: NormQuantiseParameters): number {
  return 2 * p.xBits - 1;
}

/** Registers of the tree that finds the largest magnitude; the last pair is compared behind it. */
function maxRegisterBits(p: NormQuantiseParameters): number {
  let bits = 0;
  for (let level = 0; level < Math.max(1, Math.log2(p.rows)); level++) {
    if ((1 + level) % p.maxLevels === 0) bits += (p.rows / 2 ** level) * (p.xBits - 1);
  }
  return bits;
}
