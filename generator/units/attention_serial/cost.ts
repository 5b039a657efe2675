import type { AttentionParameters } from '../attention-parameters.ts';
import type { Fabric } from '../resources/fabric.ts';
import { multiplier, multiplierBits } from '../resources/multiplier.ts';
import { smallMemory } from '../resources/small-memory.ts';
import { tableBlocks, tableLogic } from '../resources/tables.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { type Resources, sumResources } from '../resources.ts';

export const attentionSerialCost: UnitCost<AttentionParameters> = {
  unit: 'attention_serial',
  logic: (p, fabric) => ({
    multiply: factors(p).reduce((sum, [a, b]) => sum + multiplierBits(fabric, a, b), 0),
    tables: tableLogic(fabric, 'bram', p.attention_exp2) + tableLogic(fabric, 'bram', p.attention_reciprocal),
    score: 2 * p.kvBits + Math.log2(p.headDim),
    softmax: p.scoreBits + 2 * p.probBits + Math.log2(p.context),
    sum: accBits(p),
    lane: normalBits(p) + p.xBits,
    choose: p.rows > 1 ? 3 * p.rows * p.kvBits : 0,
    collect: p.rows > 1 ? p.rows * p.xBits : 0,
    control: 1,
  }),
  registers: (p) => ({
    sums: p.headDim * accBits(p),
    stages: 4 * p.kvBits + p.scoreBits + 3 * p.probBits + normalBits(p) + 2 * p.reciprocalBits,
    collect: p.rows > 1 ? 2 * p.rows * p.xBits : p.xBits,
    starts: p.headDim,
    control: 1,
  }),
  exact: (p, fabric) =>
    sumResources(
      rowMemory(p, fabric, p.layers * p.context),
      rowMemory(p, fabric, p.layers * p.context),
      rowMemory(p, fabric, 1),
      tableBlocks(fabric, p.attention_exp2),
      tableBlocks(fabric, p.attention_reciprocal),
      ...factors(p).map(([a, b]) => multiplier(fabric, a, b)),
    ),
};

/** Factors of the three multipliers. */
function factors(p: AttentionParameters): readonly (readonly [a: number, b: number])[] {
  return [
    [p.kvBits, p.kvBits],
    [p.probBits + 2, p.kvBits],
    [normalBits(p), p.reciprocalBits + 1],
  ];
}

function accBits(p: AttentionParameters): number {
  return p.probBits + Math.ceil(Math.log2(p.context)) + p.kvBits;
}

function normalBits(p: AttentionParameters): number {
  return p.kvBits + p.guardBits + 1;
}

/** K, V or q: rows of beats, padded to a power of two, of at least two. */
function rowMemory(p: AttentionParameters, { family }: Fabric, rows: number): Resources {
  const beats = 2 ** Math.max(1, Math.ceil(Math.log2(p.beats)));
  return smallMemory(family, {
    words: rows * beats,
    bits: p.rows * p.kvBits,
    readPorts: 1,
    register: 'data',
  });
}
