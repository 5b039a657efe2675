import type { BipartiteTable } from '../../../generator/model/integer-model.ts';

/** How a token is chosen from its logits. The temperature is in the logits already. */
export interface SamplingControls {
  /** The largest logit, the first of equals: the same as topK = 1. */
  readonly greedy: boolean;
  /** Tokens that may be drawn, 0 for all; more than there are is all, too. */
  readonly topK: number;
  /** Share of their weight to keep, in 65536ths: 1 … 65536. */
  readonly topP: number;
}

/** Table sampler_exp2 with an entry for every index: 2^WF · 2^(−index / 2^FZ), WF + 1 bits. */
export interface SamplerTable {
  /** FZ, fraction bits of a logit. */
  readonly logitFrac: number;
  readonly values: Int32Array;
}

/** T0[x0|x1] + T1[x0|x2] for every index x0|x1|x2. */
export function samplerTable({ fields: { k0, k1, k2 }, t0, t1 }: BipartiteTable): SamplerTable {
  const logitFrac = k0 + k1 + k2;
  const values = new Int32Array(2 ** logitFrac);
  for (let index = 0; index < values.length; index++) {
    const slope = k2 === 0 ? 0 : t1[((index >> (k1 + k2)) << k2) | (index & (2 ** k2 - 1))]!;
    values[index] = t0[index >> k2]! + slope;
  }
  return { logitFrac, values };
}

/**
 * Token i's weight, as it is before anything is cut off: floor(2^WF · 2^(−d)), d being how far the logit is
 * below the largest one in base-2 units. z: int32[V], FZ fraction bits → int32[V].
 */
export function samplingWeights(z: Int32Array, { logitFrac, values }: SamplerTable): Int32Array {
  let largest = z[0]!;
  for (let i = 1; i < z.length; i++) if (z[i]! > largest) largest = z[i]!;
  const weights = new Int32Array(z.length);
  const fraction = 2 ** logitFrac - 1;
  for (let i = 0; i < z.length; i++) {
    const below = largest - z[i]!;
    const shift = below >>> logitFrac;
    // A shift by 31 leaves nothing of a weight; JavaScript would take a longer one modulo 32.
    weights[i] = values[below & fraction]! >> Math.min(shift, 31);
  }
  return weights;
}

/**
 * What is drawn from: entry i is the summed weight of the kept tokens 0 … i, so that the last entry is the
 * total and token i has the probability (entry i − entry i−1) / total. z: int32[V] → int32[V].
 */
export function samplingDistribution(
  z: Int32Array,
  controls: SamplingControls,
  table: SamplerTable,
): Int32Array {
  const cumulative = samplingWeights(z, table);
  removeUnlikely(cumulative, z, controls);
  for (let i = 1; i < cumulative.length; i++) cumulative[i] = cumulative[i]! + cumulative[i - 1]!;
  return cumulative;
}

/** The token for `fraction` = u · 2^24. Every product is below 2^53: 24 bits by at most 32. */
export function sampleToken(
  z: Int32Array,
  controls: SamplingControls,
  table: SamplerTable,
  fraction: number,
): number {
  const cumulative = samplingDistribution(z, controls, table);
  const threshold = Math.floor((fraction * cumulative[cumulative.length - 1]!) / 2 ** 24);
  let token = 0;
  while (cumulative[token]! <= threshold) token++;
  return token;
}

/** Sets the weight of every token to 0 that top-k and top-p leave out. */
function removeUnlikely(weights: Int32Array, z: Int32Array, { greedy, topK, topP }: SamplingControls): void {
  const size = weights.length;
  const k = greedy ? 1 : topK === 0 ? size : Math.min(topK, size);
  if (k === size && topP === 65536) return;
  const order = rankOrder(weights, z);
  let candidates = 0;
  for (let rank = 0; rank < k && rank < order.length; rank++) candidates += weights[order[rank]!]!;
  const limit = Math.ceil((topP * candidates) / 65536);
  let before = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const token = order[rank]!;
    const weight = weights[token]!;
    if (rank >= k || before >= limit) weights[token] = 0;
    before += weight;
  }
}

/**
 * Tokens by falling logit, equal ones by rising index. Those without a weight are behind all others and left out: nothing changes
 * whether they are kept. Sorted are numbers that hold both, below 2^53: 32 bits by 20 of an index.
 */
function rankOrder(weights: Int32Array, z: Int32Array): Int32Array {
  let largest = z[0]!;
  let count = 0;
  for (let i = 0; i < z.length; i++) {
    if (z[i]! > largest) largest = z[i]!;
    if (weights[i]! > 0) count++;
  }
  const keys = new Float64Array(count);
  let place = 0;
  for (let i = 0; i < z.length; i++) if (weights[i]! > 0) keys[place++] = (largest - z[i]!) * z.length + i;
  keys.sort();
  const order = new Int32Array(count);
  for (let rank = 0; rank < count; rank++) order[rank] = keys[rank]! % z.length;
  return order;
}
