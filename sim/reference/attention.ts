import type { ModelShape } from '../../generator/model/integer-model.ts';
import { multiply } from './vector.ts';

/** What happens to the numbers of one query head, one a position, on their way; in place. */
export interface AttentionSteps {
  /** Dot products of query and keys into scores, base 2. */
  score(products: Float64Array, kvHead: number): void;
  /** Shares of the positions, which add up to 1, into factors of their values. */
  share?(shares: Float64Array, kvHead: number): void;
}

/** Keys and values of one layer. */
export class KeyValueCache {
  readonly #shape: ModelShape;
  /** [kvHeads × context × headDim]: positions are rows, whose products with a query are its scores. */
  readonly #keys: Float64Array;
  /** [kvHeads × headDim × context]: elements are rows, whose products with the shares are the output. */
  readonly #values: Float64Array;
  readonly #scores: Float64Array;

  constructor(shape: ModelShape) {
    const { context, kvHeads, headDim } = shape;
    this.#shape = shape;
    this.#keys = new Float64Array(kvHeads * context * headDim);
    this.#values = new Float64Array(kvHeads * context * headDim);
    this.#scores = new Float64Array(context);
  }

  /** @param key kvHeads × headDim elements, as `value` */
  store(position: number, key: Float64Array, value: Float64Array): void {
    const { context, kvHeads, headDim } = this.#shape;
    for (let head = 0; head < kvHeads; head++) {
      for (let i = 0; i < headDim; i++) {
        this.#keys[(head * context + position) * headDim + i] = key[head * headDim + i] ?? 0;
        this.#values[(head * headDim + i) * context + position] = value[head * headDim + i] ?? 0;
      }
    }
  }

  /**
   * Attention of all query heads over positions 0 … position, into out[heads × headDim]: of each head
   * Σ 2^score_j · value_j / Σ 2^score_j. Neighbouring query heads share a key-value head.
   */
  attend(position: number, query: Float64Array, out: Float64Array, steps: AttentionSteps): void {
    const { heads, kvHeads, headDim, context } = this.#shape;
    const length = context * headDim;
    const scores = this.#scores.subarray(0, position + 1);
    for (let head = 0; head < heads; head++) {
      const kvHead = Math.floor((head * kvHeads) / heads);
      const keys = this.#keys.subarray(kvHead * length, (kvHead + 1) * length);
      const values = this.#values.subarray(kvHead * length, (kvHead + 1) * length);
      const own = head * headDim;
      multiply(keys, headDim, query.subarray(own, own + headDim), position + 1, headDim, scores);
      steps.score(scores, kvHead);
      softmax2(scores);
      steps.share?.(scores, kvHead);
      multiply(values, context, scores, headDim, position + 1, out.subarray(own, own + headDim));
    }
  }
}

/** 2^score_j / Σ 2^score_j, in place. */
function softmax2(scores: Float64Array): void {
  let largest = -Infinity;
  for (let j = 0; j < scores.length; j++) largest = Math.max(largest, scores[j] ?? 0);
  let total = 0;
  for (let j = 0; j < scores.length; j++) {
    const power = Math.exp(((scores[j] ?? 0) - largest) * Math.LN2);
    scores[j] = power;
    total += power;
  }
  for (let j = 0; j < scores.length; j++) scores[j] = (scores[j] ?? 0) / total;
}
