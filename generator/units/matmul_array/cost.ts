import { groupMultiplyBits, groupSumBits, groupSumsExact } from '../group_sums/cost.ts';
import { adderTree, gates, treeRegisterBits } from '../resources/logic.ts';
import { multiplier, multiplierBits, productRegister } from '../resources/multiplier.ts';
import { smallMemory } from '../resources/small-memory.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, scaleResources, sumResources } from '../resources.ts';
import type { MatmulArrayParameters } from './parameters.ts';

export const matmulArrayCost: UnitCost<MatmulArrayParameters> = {
  unit: 'matmul_array',
  logic: (p, fabric) => ({
    multiply:
      (1 - p.ternary) * p.rows * p.lanes * multiplierBits(fabric, p.activationBits, p.weightBits) +
      groupMultiplyBits(p, fabric),
    group: groupSumBits(p),
    negate: p.ternary * p.lanes * p.activationBits,
    // Behind DSP blocks a part of the tree goes into their adders.
    tree: (1 - p.ternary) * p.rows * adderTree(fabric.family, p.lanes, termBits(p)).lut,
    accumulate: p.rows * p.accBits,
    control: counterBits(p),
  }),
  registers: (p) => ({ control: counterBits(p) }),
  exact: (p, fabric) => {
    const { family } = fabric;
    const macs = p.rows * p.lanes;
    return sumResources(
      p.ternary === 1
        ? gates(family, macs * p.activationBits)
        : scaleResources(macs, multiplier(fabric, p.activationBits, p.weightBits)),
      scaleResources(p.ternary * p.rows, adderTree(family, p.lanes, termBits(p))),
      smallMemory(family, {
        words: p.words,
        bits: p.lanes * p.activationBits * (1 + p.ternary),
        readPorts: 1,
        register: 'address',
      }),
      groupSumsExact(p, fabric),
      flipFlops(
        p.rows * treeRegisterBits(p.lanes, termBits(p), p.levels, p.ternary) +
          (1 - p.ternary) * macs * productRegister(fabric, termBits(p)) +
          (p.rows * p.xBits + 6) * operandDelay(p) +
          p.rows * p.accBits,
      ),
    );
  },
};

/** Bits of a term of the adder tree. */
function termBits(p: MatmulArrayParameters): number {
  return p.ternary === 1 ? p.activationBits : p.activationBits + p.weightBits - 1;
}

/** Cycles from the operand to the accumulator. */
function operandDelay(p: MatmulArrayParameters): number {
  return Math.floor((p.ternary + Math.log2(p.lanes)) / p.levels) + (1 - p.ternary);
}

/** Bits of the counters that walk through a matrix. */
function counterBits(p: MatmulArrayParameters): number {
  return p.baseBits + 2 * p.wordBits + 2 * p.tileBits;
}
