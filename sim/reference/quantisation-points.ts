/**
 * Where docs/arithmetic.md rounds, in the order in which `by_step` adds them:
 * weights; embeddings; operands of the matrix products, their gains and accumulators; results and sums of the residual
 * stream and the attention's output; gate, up and hidden vector of the feed-forward; queries, keys and values; scores and
 * logits.
 */
export const QUANTISATION_POINTS = [
  'weights',
  'embeddings',
  'activations',
  'residual',
  'hidden',
  'kv',
  'scores_logits',
] as const;
export type QuantisationPoint = (typeof QUANTISATION_POINTS)[number];
