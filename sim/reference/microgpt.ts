import type { FloatModel } from '../../generator/model/float-model.ts';
import type { LanguageModel } from './language-model.ts';
import { quantisedMatrix } from './quantisation-points.ts';
import { dot, multiply, piece, softmax2, sum } from './vector.ts';

type FloatLayer = FloatModel['layers'][number];

/** Keys and values of one layer, one vector a position. */
interface Cache {
  readonly keys: Float64Array[];
  readonly values: Float64Array[];
}

/**
 * microGPT in float64, written for clarity: the measure of fidelity.
 * Source: Karpathy, microgpt.py. Learned positions; norms without gain after the embedding, before attention and before
 * the feed-forward, none at the end; no biases; ReLU; untied head.
 */
export class MicroGpt implements LanguageModel {
  readonly #model: FloatModel;
  #caches: readonly Cache[] = [];
  #position = 0;

  constructor(model: FloatModel) {
    this.#model = model.trainedTernary ? withTernaryWeights(model) : model;
    this.begin();
  }

  begin(): void {
    this.#caches = this.#model.layers.map(() => ({ keys: [], values: [] }));
    this.#position = 0;
  }

  step(token: number): Float64Array {
    const { shape, tokenEmbedding, positions, layers, head } = this.#model;
    if (positions.kind !== 'learned') throw new Error('microGPT has learned positions');
    const embedded = sum(
      piece(tokenEmbedding, token, shape.width),
      piece(positions.embedding, this.#position, shape.width),
    );
    this.#position += 1;
    let x = this.#norm(embedded);
    for (const [index, layer] of layers.entries()) {
      const cache = this.#caches[index] ?? { keys: [], values: [] };
      x = sum(x, this.#attention(layer, cache, this.#norm(x)));
      x = sum(x, feedForward(layer, this.#norm(x)));
    }
    return multiply(head.values, x, head.rows);
  }

  #attention({ wq, wk, wv, wo }: FloatLayer, { keys, values }: Cache, x: Float64Array): Float64Array {
    const { heads, headDim, width } = this.#model.shape;
    const q = multiply(wq.values, x, width);
    keys.push(multiply(wk.values, x, width));
    values.push(multiply(wv.values, x, width));
    const out = new Float64Array(width);
    for (let head = 0; head < heads; head++) {
      const query = piece(q, head, headDim);
      // e^(s/√H) = 2^(s·log2(e)/√H)
      const scores = keys.map(
        (key) => (dot(query, piece(key, head, headDim)) * Math.LOG2E) / Math.sqrt(headDim),
      );
      const shares = softmax2(scores);
      for (const [position, value] of values.entries()) {
        const share = shares[position] ?? 0;
        for (let i = head * headDim; i < (head + 1) * headDim; i++) {
          out[i] = (out[i] ?? 0) + share * (value[i] ?? 0);
        }
      }
    }
    return multiply(wo.values, out, width);
  }

  /** x / √(mean(x²) + ε) */
  #norm(x: Float64Array): Float64Array {
    const factor = 1 / Math.sqrt(dot(x, x) / x.length + this.#model.normEpsilon);
    return x.map((value) => value * factor);
  }
}

/** The model with the weights that it was trained to compute with. */
function withTernaryWeights(model: FloatModel): FloatModel {
  const ternary = (linear: FloatModel['head']): FloatModel['head'] => {
    const { integers, step } = quantisedMatrix(linear, 'ternary');
    return { ...linear, values: integers.map((value) => value * step) };
  };
  return {
    ...model,
    layers: model.layers.map((layer) => ({
      ...layer,
      wq: ternary(layer.wq),
      wk: ternary(layer.wk),
      wv: ternary(layer.wv),
      wo: ternary(layer.wo),
      up: ternary(layer.up),
      down: ternary(layer.down),
    })),
    head: ternary(model.head),
  };
}

function feedForward({ up, down }: FloatLayer, x: Float64Array): Float64Array {
  const hidden = multiply(up.values, x, up.rows).map((value) => Math.max(0, value));
  return multiply(down.values, hidden, down.rows);
}
