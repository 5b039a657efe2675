import { InputError } from '../errors.ts';
import type { BipartiteTable, IntegerTables } from '../model/integer-model.ts';
import type { CoreParameters } from './core-parameters.ts';

/** What the attention's shape, formats and times depend on. */
export type AttentionParameters = Pick<
  CoreParameters,
  | 'rows'
  | 'heads'
  | 'kvHeads'
  | 'headDim'
  | 'headsParallel'
  | 'layers'
  | 'context'
  | 'xBits'
  | 'xFrac'
  | 'kvBits'
  | 'qFrac'
  | 'kFrac'
  | 'vFrac'
  | 'scoreFrac'
  | 'scoreBits'
  | 'probBits'
  | 'guardBits'
  | 'reciprocalBits'
  | 'pipeline'
>;

/** The part of them that decides when beats leave. */
export type AttentionTiming = Pick<
  CoreParameters,
  'rows' | 'heads' | 'headDim' | 'headsParallel' | 'pipeline'
>;

export type AttentionTables = Pick<IntegerTables, 'attention_exp2' | 'attention_reciprocal'>;

/**
 * Core cycles from the micro-operation to the first bus beat, without the pass of headGroups × (position + 1) cycles; the
 * other beats follow one a cycle.
 */
export function attentionLatency(p: AttentionTiming): number {
  const levels = Math.ceil(Math.log2(p.headDim));
  const toSoftmax =
    p.pipeline === 1 ? 4 + Math.max(0, Math.floor((levels - 1) / 3)) : 2 + (levels >= 3 ? 1 : 0);
  // Behind the softmax: weighted sums, normalisation, (product,) rounding.
  return toSoftmax + 3 + p.pipeline - earlyBeats(p, toSoftmax);
}

/** Cycles from q's last beat to the first in which the micro-operation may be issued. */
export function attentionStartAfterQuery(_p: AttentionTiming): number {
  return 0;
}

/** Beats that leave before the last head group has been through: each group comes at least a cycle after the one before. */
function earlyBeats(p: AttentionTiming, toSoftmax: number): number {
  const otherGroups = Math.ceil(p.heads / p.headsParallel) - 1;
  const theirBeats = Math.floor((otherGroups * p.headsParallel * p.headDim) / p.rows);
  return Math.min(otherGroups, theirBeats, toSoftmax);
}

/** @throws InputError where the unit could not be built, or a bound that it relies on does not hold */
export function checkAttention(p: AttentionParameters, tables: AttentionTables): void {
  const require = (holds: boolean, name: string, rule: string, received: unknown) => {
    if (!holds) throw new InputError({ subject: `attention: ${name}`, rule, received });
  };
  const whole = (name: 'heads' | 'headDim' | 'layers' | 'context') =>
    require(Number.isInteger(p[name]) && p[name] >= 1, name, 'must be a whole number of at least 1', p[name]);
  for (const name of ['heads', 'headDim', 'layers', 'context'] as const) whole(name);
  require(p.rows >= 1 && Number.isInteger(Math.log2(p.rows)), 'rows', 'must be a power of two', p.rows);
  const parallel = Number.isInteger(p.headsParallel) && p.headsParallel >= 1 && p.headsParallel <= p.heads;
  require(parallel, 'headsParallel', `must be 1 to ${p.heads}`, p.headsParallel);
  require(p.guardBits <= p.probBits - 2, 'guardBits', `must be at most ${p.probBits - 2}`, p.guardBits);
  const accBits = p.probBits + Math.ceil(Math.log2(p.context)) + p.kvBits;
  const scoreBits = p.scoreFrac + Math.ceil(Math.log2(accBits)) + 1;
  require(p.scoreBits >= scoreBits, 'scoreBits', `must be at least ${scoreBits}`, p.scoreBits);
  // Exact in the simulator's float64.
  const dotBits = 2 * p.kvBits + Math.ceil(Math.log2(p.headDim));
  require(dotBits <= 52, 'headDim', 'must keep q·k below 2^52', p.headDim);
  require(accBits + p.guardBits <= 52, 'context', 'must keep the weighted sum below 2^52', p.context);
  const { fields } = tables.attention_exp2;
  const index = fields.k0 + fields.k1 + fields.k2;
  require(index === p.scoreFrac, 'attention_exp2', `must have ${p.scoreFrac} index bits`, index);
  // Then the sum of probabilities has its leading one at bit probBits − 2 or above.
  const lowest = smallestValue(tables.attention_exp2);
  require(lowest >=
    2 ** (p.probBits - 2), 'attention_exp2', `must be at least 2^${p.probBits - 2} everywhere`, lowest);
}

function smallestValue({ fields, t0, t1 }: BipartiteTable): number {
  if (fields.k2 === 0) return t0.reduce((least, value) => Math.min(least, value), Infinity);
  let least = Infinity;
  for (let group = 0; group < 2 ** fields.k0; group++) {
    const coarse = t0.subarray(group * 2 ** fields.k1, (group + 1) * 2 ** fields.k1);
    const fine = t1.subarray(group * 2 ** fields.k2, (group + 1) * 2 ** fields.k2);
    least = Math.min(least, Math.min(...coarse) + Math.min(...fine));
  }
  return least;
}
