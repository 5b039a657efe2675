import type { AttentionTiming } from '../../generator/units/attention.ts';

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

/** First core cycle in which a beat of the next k may come: q shares its register with k and v. */
export function attentionTakesNextKey(times: AttentionTimes): number {
  return lastIssue(times) + 1;
}

/** Last core cycle in which the K or the V memory is read. */
export function attentionReadsUntil(times: AttentionTimes): number {
  // A value is read while the probability that weighs it is made.
  return softmaxCycle(times.parameters, lastIssue(times));
}

function groupCount({ heads, headsParallel }: AttentionTiming): number {
  return Math.ceil(heads / headsParallel);
}

/** Cycle in which the key of the last position and group is read. */
function lastIssue({ start, position, parameters }: AttentionTimes): number {
  return start + groupCount(parameters) * (position + 1) - 1;
}

/** Cycle in which the score of a key that is read in `issue` is turned into a probability. */
function softmaxCycle({ headDim, pipeline }: AttentionTiming, issue: number): number {
  let levels = 0;
  while (2 ** levels < headDim) levels += 1;
  const key = issue + 1;
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

/** First cycle in which all sums of a head group are complete and its reciprocals' indices known. */
function groupSummed({ start, position, parameters }: AttentionTimes, group: number): number {
  const issue = start + (group + 1) * (position + 1) - 1;
  const probability = softmaxCycle(parameters, issue) + 1;
  return probability + 1;
}
