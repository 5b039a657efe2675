import type { CostParameters } from './resources/cost-parameters.ts';
import { multiplier } from './resources/multiplier.ts';
import { smallMemory } from './resources/small-memory.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { scaleResources, sumResources } from './resources.ts';

export const matmulArrayCost: UnitCost = {
  unit: 'matmul_array',
  logic: (p, { dsp }) => ({
    select: p.ternary * p.rows * p.lanes * p.activationBits,
    multiply: p.ternary === 1 || dsp ? 0 : p.rows * p.lanes * p.activationBits * p.weightBits,
    negate: p.ternary * p.lanes * p.activationBits,
    add: p.rows * treeBits(p),
    accumulate: p.rows * p.accBits,
    control: controlBits(p),
  }),
  registers: (p) => ({
    products: (1 - p.ternary) * p.rows * p.lanes * termBits(p),
    tree: p.rows * treeRegisterBits(p),
    accumulate: p.rows * p.accBits,
    raw: (p.rows * p.xBits + 6) * operandDelay(p),
    control: controlBits(p) + p.wordBits + p.tileBits + 10,
  }),
  exact: (p, fabric) =>
    sumResources(
      smallMemory(fabric.family, {
        words: p.words,
        bits: p.lanes * p.activationBits * (1 + p.ternary),
        readPorts: 1,
        registered: true,
      }),
      scaleResources((1 - p.ternary) * p.rows * p.lanes, multiplier(fabric, p.activationBits, p.weightBits)),
    ),
};

/** Bits of a term of the adder tree. */
function termBits(p: CostParameters): number {
  return p.ternary === 1 ? p.activationBits : p.activationBits + p.weightBits - 1;
}

/** Bits of the results of one tree's adders. */
function treeBits(p: CostParameters): number {
  let bits = 0;
  for (let level = 1; level <= Math.log2(p.lanes); level++)
    bits += (p.lanes / 2 ** level) * (termBits(p) + level);
  return bits;
}

/** Bits of the registers in one tree: behind each level at which a stage is full. */
function treeRegisterBits(p: CostParameters): number {
  let bits = 0;
  for (let level = 0; level <= Math.log2(p.lanes); level++) {
    const depth = p.ternary + level;
    if (depth > 0 && depth % p.levels === 0) bits += (p.lanes / 2 ** level) * (termBits(p) + level);
  }
  return bits;
}

/** Cycles from the operand to the accumulator. */
function operandDelay(p: CostParameters): number {
  return Math.floor((p.ternary + Math.log2(p.lanes)) / p.levels) + (1 - p.ternary);
}

/** Bits of the counters that walk through a matrix. */
function controlBits(p: CostParameters): number {
  return p.baseBits + 2 * p.wordBits + 2 * p.tileBits;
}
