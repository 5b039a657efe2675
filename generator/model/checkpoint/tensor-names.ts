/** How a format calls the tensors of a transformer; null for what an architecture does not have. */
export interface TensorNames {
  readonly embedding: string;
  readonly finalNorm: string;
  readonly head: string;
  layer(index: number): LayerNames;
}

/** Matrices by stem: the format adds `.weight` and `.bias`. */
export interface LayerNames {
  readonly attentionNorm: string;
  readonly q: string;
  readonly k: string;
  readonly v: string;
  readonly attentionSubNorm: string | null;
  readonly o: string;
  readonly ffnNorm: string;
  readonly gate: string;
  readonly up: string;
  readonly ffnSubNorm: string | null;
  readonly down: string;
}
