import { newActivations } from './activations.ts';
import { crossEntropy } from './cross-entropy.ts';
import { forward, predictions } from './forward.ts';
import { type Parameters, zeroParameters } from './parameters.ts';
import type { Precision } from './precision.ts';

/** What a run over documents shows: quality, and the largest magnitudes that fixed point must hold. */
export interface Evaluation {
  /** Nats per predicted token, the mean over all positions. */
  readonly loss: number;
  readonly predictions: number;
  /** Largest magnitude by what it is of. */
  readonly ranges: Readonly<Record<string, number>>;
}

/** Runs the documents without training. */
export function evaluate(
  parameters: Parameters,
  documents: readonly Int32Array[],
  precision: Precision,
): Evaluation {
  const used = zeroParameters();
  precision.roundWeights(parameters, used);
  const kept = newActivations();
  const gradient = newActivations().logits;
  const seen = {
    residual: [kept.residual0, kept.residual1, kept.residual2],
    q: [kept.exactQ],
    k: [kept.exactK],
    v: [kept.exactV],
    fc1: [kept.fc1],
    logits: [kept.logits],
  };
  const ranges: Record<string, number> = {};
  let loss = 0;
  let total = 0;
  for (const tokens of documents) {
    const count = predictions(tokens);
    forward(used, tokens, precision, kept);
    loss += crossEntropy(kept.logits, tokens, gradient, count);
    total += count;
    // Positions past `count` hold an earlier document's values, which are counted already.
    for (const [name, arrays] of Object.entries(seen)) {
      ranges[name] = Math.max(ranges[name] ?? 0, ...arrays.map(largestMagnitude));
    }
  }
  return { loss: loss / total, predictions: total, ranges };
}

/** max|x|. */
export function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}
