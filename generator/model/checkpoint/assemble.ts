import type { FloatLayer, FloatLinear, FloatModel, Norm } from '../float-model.ts';
import type { ModelShape } from '../integer-model.ts';
import { lazyLinear } from './lazy-linear.ts';
import type { TensorNames } from './tensor-names.ts';

/** One matrix of the model: what the integer model calls it, what the file does, and its sizes. */
export interface LinearRequest {
  readonly name: string;
  readonly stem: string;
  readonly rows: number;
  readonly cols: number;
  readonly bias: boolean;
}

/** Where the weights come from. All that it hands out is checked; matrices are read when they are asked for. */
export interface WeightSource {
  linear(request: LinearRequest): FloatLinear;
  /** Values of vocabulary × width, each time anew. */
  embedding(stem: string, rows: number, cols: number): () => Float64Array;
  gain(stem: string, length: number): Float64Array;
}

export interface Parts {
  readonly names: TensorNames;
  /** Queries, keys and values have one. */
  readonly attentionBias: boolean;
  /** The head is the embedding. */
  readonly tied: boolean;
}

export type AssembledWeights = Pick<FloatModel, 'tokenEmbedding' | 'layers' | 'finalNorm' | 'head'>;

/** The matrices and norms of a gated, rotary transformer from a checkpoint. */
export function assembleWeights(shape: ModelShape, parts: Parts, source: WeightSource): AssembledWeights {
  const { vocabulary, width } = shape;
  const embedding = source.embedding(parts.names.embedding, vocabulary, width);
  const head = { name: 'lm_head', rows: vocabulary, cols: width };
  return {
    get tokenEmbedding() {
      return embedding();
    },
    layers: Array.from({ length: shape.layers }, (_, index) => assembleLayer(index, shape, parts, source)),
    finalNorm: { gain: source.gain(parts.names.finalNorm, width) },
    head: parts.tied
      ? lazyLinear(head, embedding)
      : source.linear({ ...head, stem: parts.names.head, bias: false }),
  };
}

function assembleLayer(index: number, shape: ModelShape, parts: Parts, source: WeightSource): FloatLayer {
  const { width, heads, kvHeads, headDim, ffn } = shape;
  const names = parts.names.layer(index);
  const linear = (name: string, stem: string, rows: number, cols: number, bias = false): FloatLinear =>
    source.linear({ name: `layer${index}.${name}`, stem, rows, cols, bias });
  const norm = (stem: string, length: number): Norm => ({ gain: source.gain(stem, length) });
  const subNorm = (stem: string | null, length: number) => (stem === null ? null : norm(stem, length));
  return {
    attentionNorm: norm(names.attentionNorm, width),
    wq: linear('attn_wq', names.q, heads * headDim, width, parts.attentionBias),
    wk: linear('attn_wk', names.k, kvHeads * headDim, width, parts.attentionBias),
    wv: linear('attn_wv', names.v, kvHeads * headDim, width, parts.attentionBias),
    attentionSubNorm: subNorm(names.attentionSubNorm, heads * headDim),
    wo: linear('attn_wo', names.o, width, heads * headDim),
    ffnNorm: norm(names.ffnNorm, width),
    gate: linear('ffn_gate', names.gate, ffn, width),
    up: linear('ffn_up', names.up, ffn, width),
    ffnSubNorm: subNorm(names.ffnSubNorm, ffn),
    down: linear('ffn_down', names.down, width, ffn),
  };
}

/**
 * The model of these parts. Written out, because `{ ...weights }` would read the embedding and keep it.
 */
export function checkpointModel(
  description: Omit<FloatModel, keyof AssembledWeights>,
  weights: AssembledWeights,
): FloatModel {
  return {
    ...description,
    get tokenEmbedding() {
      return weights.tokenEmbedding;
    },
    layers: weights.layers,
    finalNorm: weights.finalNorm,
    head: weights.head,
  };
}
