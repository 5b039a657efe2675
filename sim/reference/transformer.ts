import type { FeedForward, FloatModel, Norm } from '../../generator/model/float-model.ts';
import { type AttentionSteps, KeyValueCache } from './attention.ts';
import { eachMatrix, type LayerMatrices, type Matrix, trainedMatrix } from './float-weights.ts';
import type { LanguageModel } from './language-model.ts';
import { type Rotary, rotaryOf } from './rotary.ts';
import { add, multiply, piece, sumOfSquares } from './vector.ts';

/** Vectors that arise in a step. Scores are base 2, of one query head over all positions. */
export type Observed =
  | 'residual'
  | 'query'
  | 'key'
  | 'value'
  | 'score'
  | 'attention'
  | 'gate'
  | 'up'
  | 'hidden';

/** Is shown vectors as they arise; they are valid during the call only. */
export type Observer = (what: Observed, values: Float64Array) => void;

/** The norms of a layer, and its keys and values. */
interface Layer extends LayerMatrices<Matrix> {
  readonly attentionNorm: Norm;
  readonly attentionSubNorm: Norm | null;
  readonly ffnNorm: Norm;
  readonly ffnSubNorm: Norm | null;
  readonly cache: KeyValueCache;
}

/** Vectors that one step after another writes. */
interface Scratch {
  readonly x: Float64Array;
  readonly normed: Float64Array;
  readonly query: Float64Array;
  readonly key: Float64Array;
  readonly value: Float64Array;
  readonly attention: Float64Array;
  readonly gate: Float64Array;
  readonly up: Float64Array;
  readonly hidden: Float64Array;
  readonly result: Float64Array;
  readonly logits: Float64Array;
}

/**
 * Transformers in float64 as they were trained, written for clarity: the measure of fidelity.
 *
 * A decoder with RMSNorms before attention and feed-forward, learned or rotary positions, grouped queries, a plain or gated
 * feed-forward, and, where the model has them, a norm of the embedding, norms before the output projections of attention
 * and feed-forward, a norm at the end, gains and biases.
 * Sources: Karpathy, microgpt.py and llama2.c (run.c); Ma et al., BitNet b1.58 2B4T.
 */
export class FloatTransformer implements LanguageModel {
  readonly #model: Pick<FloatModel, 'shape' | 'normEpsilon' | 'feedForward' | 'embeddingNorm' | 'finalNorm'>;
  readonly #tokenEmbedding: Float64Array;
  readonly #positionEmbedding: Float64Array | null;
  readonly #layers: readonly Layer[];
  readonly #head: Matrix;
  readonly #rotary: Rotary | null;
  readonly #scratch: Scratch;
  readonly #attentionSteps: AttentionSteps;
  readonly #observe: Observer | undefined;
  #position = 0;

  constructor(model: FloatModel, observe?: Observer) {
    const { shape, normEpsilon, feedForward, embeddingNorm, finalNorm, positions } = model;
    const { layers, head } = eachMatrix(model, (linear, isHead) => trainedMatrix(model, linear, isHead));
    // Tensors are taken once: some read a file whenever they are asked for.
    this.#model = { shape, normEpsilon, feedForward, embeddingNorm, finalNorm };
    this.#tokenEmbedding = model.tokenEmbedding;
    this.#positionEmbedding = positions.kind === 'learned' ? positions.embedding : null;
    this.#layers = model.layers.map((norms, index) => {
      const matrices = layers[index];
      if (matrices === undefined) throw new Error('matrices for every layer');
      return { ...norms, ...matrices, cache: new KeyValueCache(shape) };
    });
    this.#head = head;
    this.#rotary = rotaryOf(model);
    this.#scratch = {
      x: new Float64Array(shape.width),
      normed: new Float64Array(Math.max(shape.width, shape.heads * shape.headDim, shape.ffn)),
      query: new Float64Array(shape.heads * shape.headDim),
      key: new Float64Array(shape.kvHeads * shape.headDim),
      value: new Float64Array(shape.kvHeads * shape.headDim),
      attention: new Float64Array(shape.heads * shape.headDim),
      gate: new Float64Array(shape.ffn),
      up: new Float64Array(shape.ffn),
      hidden: new Float64Array(shape.ffn),
      result: new Float64Array(shape.width),
      logits: new Float64Array(shape.vocabulary),
    };
    // e^(s/√H) = 2^(s·log2(e)/√H)
    const scale = Math.LOG2E / Math.sqrt(shape.headDim);
    this.#attentionSteps = {
      score(products) {
        for (let j = 0; j < products.length; j++) products[j] = (products[j] ?? 0) * scale;
        observe?.('score', products);
      },
    };
    this.#observe = observe;
  }

  begin(): void {
    this.#position = 0;
  }

  step(token: number): Float64Array {
    const { shape, embeddingNorm, finalNorm } = this.#model;
    if (this.#position === shape.context) throw new Error(`no position ${shape.context}`);
    const { x, logits } = this.#scratch;
    x.set(piece(this.#tokenEmbedding, token, shape.width));
    if (this.#positionEmbedding !== null) {
      add(x, piece(this.#positionEmbedding, this.#position, shape.width));
    }
    this.#rotary?.moveTo(this.#position);
    x.set(this.#norm(embeddingNorm, x));
    this.#observe?.('residual', x);
    for (const layer of this.#layers) {
      add(x, this.#attention(layer, this.#norm(layer.attentionNorm, x)));
      this.#observe?.('residual', x);
      add(x, this.#feedForward(layer, this.#norm(layer.ffnNorm, x)));
      this.#observe?.('residual', x);
    }
    this.#position += 1;
    return project(this.#head, this.#norm(finalNorm, x), logits);
  }

  #attention({ wq, wk, wv, wo, attentionSubNorm, cache }: Layer, x: Float64Array): Float64Array {
    const { query, key, value, attention, result } = this.#scratch;
    project(wq, x, query);
    project(wk, x, key);
    project(wv, x, value);
    this.#rotary?.turn(query);
    this.#rotary?.turn(key);
    this.#observe?.('query', query);
    this.#observe?.('key', key);
    this.#observe?.('value', value);
    cache.store(this.#position, key, value);
    cache.attend(this.#position, query, attention, this.#attentionSteps);
    this.#observe?.('attention', attention);
    return project(wo, this.#norm(attentionSubNorm, attention), result);
  }

  #feedForward({ gate, up, down, ffnSubNorm }: Layer, x: Float64Array): Float64Array {
    const scratch = this.#scratch;
    const { hidden } = scratch;
    project(up, x, scratch.up);
    if (gate !== null) {
      project(gate, x, scratch.gate);
      this.#observe?.('gate', scratch.gate);
    }
    this.#observe?.('up', scratch.up);
    activate(this.#model.feedForward, scratch.gate, scratch.up, hidden);
    this.#observe?.('hidden', hidden);
    return project(down, this.#norm(ffnSubNorm, hidden), scratch.result);
  }

  /** x / √(mean(x²) + ε) · gain; x itself without a norm. */
  #norm(norm: Norm | null, x: Float64Array): Float64Array {
    if (norm === null) return x;
    const out = this.#scratch.normed.subarray(0, x.length);
    const factor = 1 / Math.sqrt(sumOfSquares(x) / x.length + this.#model.normEpsilon);
    const { gain } = norm;
    for (let i = 0; i < x.length; i++) out[i] = (x[i] ?? 0) * factor * (gain === null ? 1 : (gain[i] ?? 0));
    return out;
  }
}

/** W x + b, into `out`. */
function project({ values, rows, cols, bias }: Matrix, x: Float64Array, out: Float64Array): Float64Array {
  multiply(values, cols, x, rows, cols, out);
  if (bias !== null) add(out, bias);
  return out;
}

function activate(kind: FeedForward, gate: Float64Array, up: Float64Array, hidden: Float64Array): void {
  for (let i = 0; i < hidden.length; i++) {
    const [g, u] = [gate[i] ?? 0, up[i] ?? 0];
    if (kind === 'relu') hidden[i] = Math.max(0, u);
    else if (kind === 'silu_mul') hidden[i] = (g / (1 + Math.exp(-g))) * u;
    else hidden[i] = Math.max(0, g) ** 2 * u;
  }
}
