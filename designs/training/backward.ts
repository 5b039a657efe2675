import type { Activations } from './activations.ts';
import { attentionGradient } from './attention.ts';
import { predictions } from './forward.ts';
import { linearGradient } from './linear.ts';
import type { Parameters } from './parameters.ts';
import type { Precision } from './precision.ts';
import { rmsnormGradient } from './rmsnorm.ts';
import { HIDDEN, VOCABULARY, WIDTH } from './shape.ts';

/**
 * Adds the gradient of one document's loss to `gradient`, from what forward left in `kept` and from d.logits.
 * Everything of `d` but the logits is overwritten. Roundings pass gradients unchanged.
 */
export function backward(
  weights: Parameters,
  tokens: Int32Array,
  precision: Precision,
  kept: Activations,
  d: Activations,
  gradient: Parameters,
): void {
  const count = predictions(tokens);
  d.residual2.fill(0);
  linearGradient(
    weights.views.lm_head,
    kept.headInput,
    d.logits,
    gradient.views.lm_head,
    d.residual2,
    count,
    VOCABULARY,
    WIDTH,
  );
  backwardMlp(weights, kept, d, gradient, count);
  backwardAttention(weights, precision, kept, d, gradient, count);
  d.embedded.fill(0);
  rmsnormGradient(kept.residual0, kept.reciprocals0, d.residual0, d.embedded, count, WIDTH);
  backwardEmbed(tokens, d.embedded, gradient, count);
}

/** d.residual2 → d.residual1. */
function backwardMlp(
  { views }: Parameters,
  kept: Activations,
  d: Activations,
  { views: gradient }: Parameters,
  count: number,
): void {
  d.hidden.fill(0);
  d.normed2.fill(0);
  d.residual1.set(d.residual2);
  const fc2 = views['layer0.mlp_fc2'];
  linearGradient(fc2, kept.fc2Input, d.residual2, gradient['layer0.mlp_fc2'], d.hidden, count, WIDTH, HIDDEN);
  for (let i = 0; i < count * HIDDEN; i++) d.fc1[i] = kept.fc1[i]! > 0 ? d.hidden[i]! : 0;
  const fc1 = views['layer0.mlp_fc1'];
  linearGradient(fc1, kept.fc1Input, d.fc1, gradient['layer0.mlp_fc1'], d.normed2, count, HIDDEN, WIDTH);
  rmsnormGradient(kept.normed2, kept.reciprocals2, d.normed2, d.residual1, count, WIDTH);
}

/** d.residual1 → d.residual0. */
function backwardAttention(
  { views }: Parameters,
  { headLimit }: Precision,
  kept: Activations,
  d: Activations,
  { views: gradient }: Parameters,
  count: number,
): void {
  for (const zeroed of [d.attended, d.q, d.k, d.v, d.normed1]) zeroed.fill(0);
  d.residual0.set(d.residual1);
  const out = views['layer0.attn_wo'];
  linearGradient(
    out,
    kept.outInput,
    d.residual1,
    gradient['layer0.attn_wo'],
    d.attended,
    count,
    WIDTH,
    WIDTH,
  );
  attentionGradient(kept.q, kept.k, kept.v, kept.shares, d.attended, d.q, d.k, d.v, count);
  stopClipped(kept.exactQ, d.q, headLimit, count);
  stopClipped(kept.exactK, d.k, headLimit, count);
  stopClipped(kept.exactV, d.v, headLimit, count);
  const input = kept.headsInput;
  linearGradient(
    views['layer0.attn_wq'],
    input,
    d.q,
    gradient['layer0.attn_wq'],
    d.normed1,
    count,
    WIDTH,
    WIDTH,
  );
  linearGradient(
    views['layer0.attn_wk'],
    input,
    d.k,
    gradient['layer0.attn_wk'],
    d.normed1,
    count,
    WIDTH,
    WIDTH,
  );
  linearGradient(
    views['layer0.attn_wv'],
    input,
    d.v,
    gradient['layer0.attn_wv'],
    d.normed1,
    count,
    WIDTH,
    WIDTH,
  );
  rmsnormGradient(kept.normed1, kept.reciprocals1, d.normed1, d.residual0, count, WIDTH);
}

function stopClipped(exact: Float64Array, gradient: Float64Array, limit: number, count: number): void {
  for (let i = 0; i < count * WIDTH; i++) if (Math.abs(exact[i]!) > limit) gradient[i] = 0;
}

function backwardEmbed(
  tokens: Int32Array,
  dEmbedded: Float64Array,
  gradient: Parameters,
  count: number,
): void {
  const { wte, wpe } = gradient.views;
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < WIDTH; i++) {
      wte[tokens[t]! * WIDTH + i]! += dEmbedded[t * WIDTH + i]!;
      wpe[t * WIDTH + i]! += dEmbedded[t * WIDTH + i]!;
    }
  }
}
