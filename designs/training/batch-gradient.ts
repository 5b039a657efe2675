import { newActivations } from './activations.ts';
import { backward } from './backward.ts';
import { crossEntropy } from './cross-entropy.ts';
import { forward, predictions } from './forward.ts';
import { type Parameters, zeroParameters } from './parameters.ts';
import type { Precision } from './precision.ts';

/** Mean loss in nats per predicted token, and its gradient. */
interface LossAndGradient {
  readonly loss: number;
  readonly gradient: Parameters;
}

/** Makes a function that gives the loss of a batch; its buffers, the gradient among them, are used again by every call. */
export function batchGradient(
  precision: Precision,
): (parameters: Parameters, documents: readonly Int32Array[]) => LossAndGradient {
  const used = zeroParameters();
  const gradient = zeroParameters();
  const kept = newActivations();
  const d = newActivations();
  return (parameters, documents) => {
    precision.roundWeights(parameters, used);
    gradient.all.fill(0);
    let loss = 0;
    let count = 0;
    for (const tokens of documents) {
      forward(used, tokens, precision, kept);
      loss += crossEntropy(kept.logits, tokens, d.logits, predictions(tokens));
      backward(used, tokens, precision, kept, d, gradient);
      count += predictions(tokens);
    }
    for (let i = 0; i < gradient.all.length; i++) gradient.all[i]! /= count;
    return { loss: loss / count, gradient };
  };
}
