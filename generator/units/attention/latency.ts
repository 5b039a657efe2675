import { InputError } from '../../errors.ts';
import type { BipartiteTable, IntegerTables } from '../../model/integer-model.ts';
import { checkKvQuantise, kvQuantiseLatency } from '../kv_quantise/latency.ts';
import type { ParallelAttentionParameters } from './parameters.ts';

/** Grouped queries, and keys and values with scales (docs/arithmetic.md §6a); absent where a model has neither. */
export interface AttentionExtension {
  /** Key-value heads; without it each query head has its own. */
  readonly kvHeads?: number;
  /** 1: k and v are stored as codes with a scale a head. */
  readonly kvScaled?: number;
}

/** The shifts and widths of keys and values with scales; all there where kvScaled is 1. */
interface ScaledParameters {
  readonly qBits?: number;
  readonly dotShift?: number;
  readonly scoreShift?: number;
  readonly outShift?: number;
  readonly valueGuard?: number;
}

/** What the attention's shape, formats and times depend on. */
export type AttentionParameters = Pick<
  ParallelAttentionParameters,
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
> &
  AttentionExtension &
  ScaledParameters;

/** The part of them that decides when beats leave. */
export type AttentionTiming = Pick<
  ParallelAttentionParameters,
  'rows' | 'heads' | 'headDim' | 'headsParallel' | 'pipeline'
> &
  AttentionExtension;

export type AttentionTables = Pick<IntegerTables, 'attention_exp2' | 'attention_reciprocal'> &
  Partial<Pick<IntegerTables, 'reciprocal'>>;

/**
 * Core cycles from the micro-operation to the first bus beat, without the pass of headGroups × (position + 1) cycles; the
 * other beats follow one a cycle.
 */
export function attentionLatency(p: AttentionTiming): number {
  // A scaled probability is a product and a shift.
  const toSums = toSoftmax(p) + (p.kvScaled === 1 ? 1 + p.pipeline : 0);
  // Behind the softmax: weighted sums, normalisation, (product,) rounding.
  return toSums + 3 + p.pipeline - earlyBeats(p, toSums);
}

/** Cycles from the read of a key to that of what the softmax makes of its score. */
function toSoftmax(p: AttentionTiming): number {
  const levels = Math.ceil(Math.log2(p.headDim));
  if (p.kvScaled === 1) {
    return p.pipeline === 1 ? 5 + Math.max(1, Math.floor((levels + 1) / 3)) : 3 + (levels >= 3 ? 1 : 0);
  }
  return p.pipeline === 1 ? 4 + Math.max(0, Math.floor((levels - 1) / 3)) : 2 + (levels >= 3 ? 1 : 0);
}

/** Cycles from q's last beat to the first in which the micro-operation may be issued. */
export function attentionStartAfterQuery(_p: AttentionTiming): number {
  return 0;
}

/**
 * Cycles from k's last beat to the first in which the micro-operation may be issued: at position 0 the key's codes are read
 * at once, a cycle before where a block RAM is read ahead.
 */
export function attentionStartAfterKey(p: AttentionTiming): number {
  return p.kvScaled === 1 ? storedAfter(p) + 2 : 0;
}

/** Cycles from v's last beat to the first in which the micro-operation may be issued: the scale is read with the score. */
export function attentionStartAfterValue(p: AttentionTiming): number {
  return p.kvScaled === 1 ? Math.max(0, storedAfter(p) + 2 - toSoftmax(p)) : 0;
}

/** Cycles from the last beat of k or v to that in which its codes are written. */
function storedAfter(p: AttentionTiming): number {
  return kvQuantiseLatency(p) + Math.max(1, p.headDim / p.rows) - 1;
}

/** Beats that leave before the last head group has been through: each group comes at least a cycle after the one before. */
function earlyBeats(p: AttentionTiming, toSums: number): number {
  const otherGroups = Math.ceil(p.heads / p.headsParallel) - 1;
  const theirBeats = Math.floor((otherGroups * p.headsParallel * p.headDim) / p.rows);
  return Math.min(otherGroups, theirBeats, toSums);
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
  checkGroups(p, require);
  const growth = p.kvScaled === 1 ? checkScales(p, tables, require) : 0;
  if (p.kvScaled !== 1) {
    const { qBits = p.kvBits } = p;
    require(qBits === p.kvBits, 'qBits', `must be ${p.kvBits} without scales`, qBits);
  }
  const accBits = p.probBits + growth + Math.ceil(Math.log2(p.context)) + p.kvBits;
  const scoreBits = p.scoreFrac + Math.ceil(Math.log2(accBits)) + 1;
  require(p.scoreBits >= scoreBits, 'scoreBits', `must be at least ${scoreBits}`, p.scoreBits);
  // Exact in the simulator's float64.
  const dotBits = (p.qBits ?? p.kvBits) + p.kvBits + Math.ceil(Math.log2(p.headDim));
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

type Require = (holds: boolean, name: string, rule: string, received: unknown) => void;

/** Head groups must not cut through what shares a key-value head. */
function checkGroups({ heads, kvHeads = heads, headsParallel }: AttentionParameters, require: Require): void {
  const divides = (a: number, b: number) => Number.isInteger(b / a);
  require(kvHeads >= 1 && divides(kvHeads, heads), 'kvHeads', `must divide ${heads}`, kvHeads);
  if (kvHeads === heads) return;
  const sharers = heads / kvHeads;
  const whole = divides(headsParallel, sharers) || divides(sharers, headsParallel);
  const rule = `must divide ${heads}, and be a divisor or a multiple of ${sharers}`;
  require(divides(headsParallel, heads) && whole, 'headsParallel', rule, headsParallel);
}

/** What holds of keys and values with scales. @returns bits that the weighted sums have more than without */
function checkScales(p: AttentionParameters, tables: AttentionTables, require: Require): number {
  const { qBits, dotShift = -1, scoreShift = 0, outShift = 0, valueGuard = -1 } = p;
  const levels = Math.ceil(Math.log2(p.headDim));
  checkKvQuantise(p, tables.reciprocal ?? null);
  require(qBits === 16, 'qBits', 'must be 16 with scales', qBits);
  require(p.kvBits === 8, 'kvBits', 'must be 8 with scales', p.kvBits);
  const inside = Number.isInteger(dotShift) && dotShift >= 0 && dotShift <= levels;
  require(inside, 'dotShift', `must be 0 to ${levels}`, dotShift);
  const possible = Number.isInteger(scoreShift) && scoreShift >= 15 && scoreShift <= 48;
  require(possible, 'scoreShift', 'must be 15 to 48', scoreShift);
  require(Number.isInteger(outShift) && outShift >= 1, 'outShift', 'must be at least 1', outShift);
  const guarded = Number.isInteger(valueGuard) && valueGuard >= 0 && valueGuard <= 10;
  require(guarded, 'valueGuard', 'must be 0 to 10', valueGuard);
  return 1 + valueGuard;
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
