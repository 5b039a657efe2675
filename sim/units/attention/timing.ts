import type { AttentionTiming } from '../../../generator/units/attention/latency.ts';
import { lastCodes } from '../kv_quantise/timing.ts';

/** One run of the unit. */
export interface AttentionTimes {
  /** Core cycle of start_i. */
  readonly start: number;
  readonly position: number;
  readonly parameters: AttentionTiming;
}

/** Core cycle in which output beat `beat` (of ceil(width / rows)) is there. */
export function attentionBeat(times: AttentionTimes, beat: number): number {
  const { rows, headsParallel, headDim, pipeline } = times.parameters;
  const groups = groupCount(times.parameters);
  // When the last group's sums can be divided, and the earliest start of gapless beats that wait for their groups.
  const ready = (group: number) => groupSummed(times, group);
  const lastGroupBeat = Math.floor(((groups - 1) * headsParallel * headDim) / rows);
  // The beats start a fixed time before the last group is ready, right at every position, so also at position 0,
  // where groups come a cycle apart; and not before its last key has been multiplied and clamped.
  const ahead = Math.min(lastGroupBeat, groups - 1, ready(groups - 1) - 1 - lastIssue(times) - 1);
  const divided = ready(groups - 1) - ahead + beat;
  const normalised = divided + 1;
  const product = normalised + pipeline;
  const rounded = product + 1;
  return rounded;
}

/** First core cycle in which start_i may come, given that of q's last beat. */
export function attentionMayStart(queryLast: number, _parameters: AttentionTiming): number {
  return queryLast;
}

/** First core cycle in which start_i may come, given that of k's last beat. */
export function attentionMayStartAfterKey(keyLast: number, parameters: AttentionTiming): number {
  if (parameters.kvScaled !== 1) return keyLast;
  const readable = lastCodes(keyLast, parameters) + 1;
  // A block RAM is read a cycle ahead.
  return readable + 1;
}

/** First core cycle in which start_i may come, given that of v's last beat. */
export function attentionMayStartAfterValue(valueLast: number, parameters: AttentionTiming): number {
  if (parameters.kvScaled !== 1) return valueLast;
  const readable = lastCodes(valueLast, parameters) + 1;
  // The scale is read, a cycle ahead, when the first score becomes a probability.
  return Math.max(valueLast, readable + 1 - softmaxCycle(parameters, 0));
}

/** First core cycle in which a beat of the next k may come: q's register is in use until then. */
export function attentionTakesNextKey(times: AttentionTimes): number {
  return lastIssue(times) + 1;
}

/** Last core cycle in which the K or the V memory is read. */
export function attentionReadsUntil(times: AttentionTimes): number {
  // A value is read while what weighs it is made.
  return weightCycle(times.parameters, lastIssue(times)) - 1;
}

function groupCount({ heads, headsParallel }: AttentionTiming): number {
  return Math.ceil(heads / headsParallel);
}

/** Cycle in which the key of the last position and group is read. */
function lastIssue({ start, position, parameters }: AttentionTimes): number {
  return start + groupCount(parameters) * (position + 1) - 1;
}

/** Cycle in which the score of a key that is read in `issue` is turned into a probability. */
function softmaxCycle({ headDim, pipeline, kvScaled }: AttentionTiming, issue: number): number {
  let levels = 0;
  while (2 ** levels < headDim) levels += 1;
  const key = issue + 1;
  if (kvScaled === 1) {
    // With the products, one level (all of two); then three in each stage, and the negated sum is there.
    const stages = pipeline === 1 ? 1 + Math.max(1, Math.ceil((levels - 1) / 3)) : levels < 3 ? 1 : 2;
    const dot = key + stages;
    const product = dot + pipeline;
    const score = product + 1;
    return score + pipeline;
  }
  if (pipeline === 0) {
    // Products, tree and clamp; a tree of three and more levels is cut once.
    const score = key + (levels < 3 ? 0 : 1) + 1;
    return score;
  }
  // With the products, one level; with the clamp, two; three in each stage between.
  const products = key + 1;
  const between = Math.max(0, Math.ceil((levels - 3) / 3));
  const score = products + between + 1;
  // The comparison with the maximum has a cycle of its own.
  return score + 1;
}

/** Cycle in which a value is weighed by the probability of a key that is read in `issue`. */
function weightCycle(parameters: AttentionTiming, issue: number): number {
  const probability = softmaxCycle(parameters, issue) + 1;
  if (parameters.kvScaled !== 1) return probability;
  const product = probability + parameters.pipeline;
  return product + 1;
}

/** First cycle in which all sums of a head group are complete and its reciprocals' indices known. */
function groupSummed({ start, position, parameters }: AttentionTimes, group: number): number {
  const issue = start + (group + 1) * (position + 1) - 1;
  return weightCycle(parameters, issue) + 1;
}
