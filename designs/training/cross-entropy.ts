import { VOCABULARY } from './shape.ts';

/**
 * Sum over the positions of -ln softmax(logits)[next token], in nats; position t of `tokens` predicts t + 1.
 * dLogits receives the gradient, softmax - onehot.
 */
export function crossEntropy(
  logits: Float64Array,
  tokens: Int32Array,
  dLogits: Float64Array,
  count: number,
): number {
  let loss = 0;
  for (let t = 0; t < count; t++) {
    const begin = t * VOCABULARY;
    let maximum = -Infinity;
    for (let i = begin; i < begin + VOCABULARY; i++) maximum = Math.max(maximum, logits[i]!);
    let sum = 0;
    for (let i = begin; i < begin + VOCABULARY; i++) {
      dLogits[i] = Math.exp(logits[i]! - maximum);
      sum += dLogits[i]!;
    }
    for (let i = begin; i < begin + VOCABULARY; i++) dLogits[i]! /= sum;
    const target = begin + tokens[t + 1]!;
    loss += Math.log(sum) + maximum - logits[target]!;
    dLogits[target]! -= 1;
  }
  return loss;
}
