import { Forward, type Observer } from './forward.ts';
import { SHAPE } from './shape.ts';
import type { Weights } from './weights-file.ts';

/** Of a text that was cut into windows of the context's length. */
export interface Loss {
  readonly windows: number;
  readonly predictions: number;
  readonly nats_per_character: number;
}

/** Nats of the first `most` whole windows, each begun at position 0. Window w predicts the characters after its own. */
export function windowLosses(
  weights: Weights,
  text: Uint8Array,
  most = Number.POSITIVE_INFINITY,
  observe?: Observer,
): readonly number[] {
  const windows = Math.min(most, Math.floor((text.length - 1) / SHAPE.context));
  return Array.from({ length: windows }, (_, window) => {
    const forward = new Forward(weights, observe);
    let nats = 0;
    for (let i = window * SHAPE.context; i < (window + 1) * SHAPE.context; i++) {
      nats -= logProbability(forward.step(text[i] ?? 0), text[i + 1] ?? 0);
    }
    return nats;
  });
}

export function summarise(nats: readonly number[]): Loss {
  const predictions = nats.length * SHAPE.context;
  const sum = nats.reduce((total, loss) => total + loss, 0);
  return { windows: nats.length, predictions, nats_per_character: sum / predictions };
}

/** The logits after the prompt, and the `count` most likely tokens from there, each fed back. */
export function continueGreedily(
  weights: Weights,
  prompt: Uint8Array,
  count: number,
): { readonly logits: Float64Array; readonly continuation: readonly number[] } {
  const forward = new Forward(weights);
  const first = prompt.reduce<Float64Array>((_, token) => forward.step(token), new Float64Array());
  const continuation: number[] = [];
  for (let logits = first; continuation.length < count; ) {
    const token = logits.indexOf(Math.max(...logits));
    continuation.push(token);
    if (continuation.length < count) logits = forward.step(token);
  }
  return { logits: first, continuation };
}

/** ln softmax(logits)[token]. */
function logProbability(logits: Float64Array, token: number): number {
  const largest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return (logits[token] ?? Number.NaN) - largest - Math.log(sum);
}
