import type { AttentionTimes } from '../attention/timing.ts';

/** Core cycle in which output beat `beat` (of ceil(width / rows)) is there. */
export function attentionSerialBeat({ start, position, parameters }: AttentionTimes, beat: number): number {
  const { rows, heads, headDim } = parameters;
  const element = Math.min((beat + 1) * rows, heads * headDim) - 1;
  const head = Math.floor(element / headDim);
  // The sums of a head leave while the next one's first position, or what follows the last head, comes through.
  const key = start + (head + 1) * headDim * (position + 1) + (element % headDim);
  const score = key - (element % headDim) + (headDim - 1) + 3;
  const probability = score + 1;
  const value = probability + (element % headDim);
  const weighted = value + 1;
  const sum = weighted + 1;
  const normalised = sum + 1;
  const product = normalised + 1;
  const rounded = product + 1;
  return rounded + 1;
}

/** First core cycle in which start_i may come, given that of q's last beat: q is read from a memory. */
export function attentionSerialMayStart(queryLast: number): number {
  return queryLast + 1;
}
