import type { Activations } from './activations.ts';
import { attention } from './attention.ts';
import { linear } from './linear.ts';
import type { Parameters } from './parameters.ts';
import type { Precision } from './precision.ts';
import { rmsnorm } from './rmsnorm.ts';
import { CONTEXT, HIDDEN, VOCABULARY, WIDTH } from './shape.ts';

/** Positions of a document that predict something: all tokens but the last, at most the context. */
export function predictions(tokens: Int32Array): number {
  return Math.min(tokens.length - 1, CONTEXT);
}

/** Runs one document through the model; `weights` are those the precision has rounded already. */
export function forward(
  weights: Parameters,
  tokens: Int32Array,
  precision: Precision,
  into: Activations,
): void {
  const count = predictions(tokens);
  embed(weights, tokens, into.embedded, count);
  rmsnorm(into.embedded, into.residual0, into.reciprocals0, count, WIDTH);
  forwardAttention(weights, precision, into, count);
  forwardMlp(weights, precision, into, count);
  precision.roundInput(into.residual2, into.headInput, count, WIDTH);
  linear(weights.views.lm_head, into.headInput, into.logits, count, VOCABULARY, WIDTH);
}

function embed(weights: Parameters, tokens: Int32Array, embedded: Float64Array, count: number): void {
  const { wte, wpe } = weights.views;
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < WIDTH; i++)
      embedded[t * WIDTH + i] = wte[tokens[t]! * WIDTH + i]! + wpe[t * WIDTH + i]!;
  }
}

function forwardAttention(
  { views }: Parameters,
  precision: Precision,
  into: Activations,
  count: number,
): void {
  rmsnorm(into.residual0, into.normed1, into.reciprocals1, count, WIDTH);
  precision.roundInput(into.normed1, into.headsInput, count, WIDTH);
  linear(views['layer0.attn_wq'], into.headsInput, into.exactQ, count, WIDTH, WIDTH);
  linear(views['layer0.attn_wk'], into.headsInput, into.exactK, count, WIDTH, WIDTH);
  linear(views['layer0.attn_wv'], into.headsInput, into.exactV, count, WIDTH, WIDTH);
  into.q.set(into.exactQ);
  into.k.set(into.exactK);
  into.v.set(into.exactV);
  for (const heads of [into.q, into.k, into.v]) precision.roundHeads(heads, count * WIDTH);
  attention(into.q, into.k, into.v, into.shares, into.attended, count);
  precision.roundInput(into.attended, into.outInput, count, WIDTH);
  linear(views['layer0.attn_wo'], into.outInput, into.projected, count, WIDTH, WIDTH);
  for (let i = 0; i < count * WIDTH; i++) into.residual1[i] = into.residual0[i]! + into.projected[i]!;
}

function forwardMlp({ views }: Parameters, precision: Precision, into: Activations, count: number): void {
  rmsnorm(into.residual1, into.normed2, into.reciprocals2, count, WIDTH);
  precision.roundInput(into.normed2, into.fc1Input, count, WIDTH);
  linear(views['layer0.mlp_fc1'], into.fc1Input, into.fc1, count, HIDDEN, WIDTH);
  for (let i = 0; i < count * HIDDEN; i++) into.hidden[i] = Math.max(0, into.fc1[i]!);
  precision.roundInput(into.hidden, into.fc2Input, count, HIDDEN);
  linear(views['layer0.mlp_fc2'], into.fc2Input, into.fc2, count, WIDTH, HIDDEN);
  for (let i = 0; i < count * WIDTH; i++) into.residual2[i] = into.residual1[i]! + into.fc2[i]!;
}
