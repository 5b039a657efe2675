import type { FloatLinear, FloatModel } from '../../generator/model/float-model.ts';
import type { IntegerFormats, IntegerModel } from '../../generator/model/integer-model.ts';
import type { LanguageModel } from './language-model.ts';
import {
  inResidualFormat,
  type Matrix,
  type Operands,
  QUANTISATION_POINTS,
  type QuantisationPoint,
  quantisedMatrix,
  quantisedOperands,
  roundedAccumulator,
} from './quantisation-points.ts';
import { clampTo, gridOf, nearestEven } from './rounding.ts';
import { dot, multiply, piece, softmax2, sum } from './vector.ts';

interface Cache {
  readonly keys: Float64Array[];
  readonly values: Float64Array[];
}

/** A vector that entered norm_quantise: its operands, and the factor 1/rms for the results of a normed operation. */
interface Quantised {
  readonly operands: Operands;
  readonly factor: number;
}

/**
 * The float form of the integer model: it rounds wherever docs/arithmetic.md rounds (or at some of the points only),
 * but its reciprocal, square root, exponential, softmax and scales are exact. What it loses is what the formats cost;
 * what the integer model loses against it is what tables and mantissas cost.
 */
export class FakeQuantised implements LanguageModel {
  readonly #model: FloatModel;
  readonly #formats: IntegerFormats;
  readonly #folded: boolean;
  readonly #points: ReadonlySet<QuantisationPoint>;
  readonly #matrices: ReadonlyMap<string, Matrix>;
  readonly #tokenEmbedding: Float64Array;
  readonly #positionEmbedding: Float64Array;
  #caches: readonly Cache[] = [];
  #position = 0;

  constructor(
    model: FloatModel,
    integer: Pick<IntegerModel, 'formats' | 'folds'>,
    points: readonly QuantisationPoint[] = QUANTISATION_POINTS,
  ) {
    this.#model = model;
    this.#formats = integer.formats;
    this.#folded = integer.folds.includes('norm_of_norm');
    this.#points = new Set(points);
    this.#matrices = new Map(linearsOf(model).map((linear) => [linear.name, this.#matrix(linear)]));
    const embedding = (values: Float64Array): Float64Array =>
      this.#points.has('embeddings') ? inResidualFormat(values, integer.formats) : values;
    this.#tokenEmbedding = embedding(model.tokenEmbedding);
    if (model.positions.kind !== 'learned') throw new Error('microGPT has learned positions');
    this.#positionEmbedding = embedding(model.positions.embedding);
    this.begin();
  }

  begin(): void {
    this.#caches = this.#model.layers.map(() => ({ keys: [], values: [] }));
    this.#position = 0;
  }

  step(token: number): Float64Array {
    const { width, layers } = this.#model.shape;
    const both = sum(
      piece(this.#tokenEmbedding, token, width),
      piece(this.#positionEmbedding, this.#position, width),
    );
    this.#position += 1;
    const embedding = this.#points.has('embeddings') ? inResidualFormat(both, this.#formats) : both;
    const embedded = this.#quantise(embedding);
    let x = this.#rounded(embedding.map((value) => value * embedded.factor));
    for (let layer = 0; layer < layers; layer++) {
      const input = this.#folded && layer === 0 ? embedded : this.#quantise(x);
      x = this.#rounded(sum(x, this.#attention(layer, input)));
      x = this.#rounded(sum(x, this.#feedForward(layer, this.#quantise(x))));
    }
    const logits = this.#linear('lm_head', this.#quantise(x), false);
    if (!this.#points.has('scores_logits')) return logits;
    const { logitFrac } = this.#formats;
    return logits.map(
      (logit) => nearestEven(logit * Math.LOG2E * 2 ** logitFrac) / (Math.LOG2E * 2 ** logitFrac),
    );
  }

  #attention(layer: number, input: Quantised): Float64Array {
    const { heads, headDim, width } = this.#model.shape;
    const { qFrac, kFrac, vFrac } = this.#formats;
    const cache = this.#caches[layer] ?? { keys: [], values: [] };
    const scale = Math.LOG2E / Math.sqrt(headDim);
    const exactQ = this.#linear(`layer${layer}.attn_wq`, input, true);
    const q = this.#inKvFormat(
      exactQ.map((value) => value * scale),
      qFrac,
    );
    cache.keys.push(this.#inKvFormat(this.#linear(`layer${layer}.attn_wk`, input, true), kFrac));
    cache.values.push(this.#inKvFormat(this.#linear(`layer${layer}.attn_wv`, input, true), vFrac));
    const out = new Float64Array(width);
    for (let head = 0; head < heads; head++) {
      const query = piece(q, head, headDim);
      const scores = cache.keys.map((key) => this.#score(dot(query, piece(key, head, headDim))));
      const shares = softmax2(scores);
      for (const [position, value] of cache.values.entries()) {
        const share = shares[position] ?? 0;
        for (let i = head * headDim; i < (head + 1) * headDim; i++)
          out[i] = (out[i] ?? 0) + share * (value[i] ?? 0);
      }
    }
    return this.#rounded(this.#linear(`layer${layer}.attn_wo`, this.#quantise(this.#rounded(out)), false));
  }

  #feedForward(layer: number, input: Quantised): Float64Array {
    const hidden = this.#linear(`layer${layer}.mlp_fc1`, input, true).map((value) => Math.max(0, value));
    return this.#rounded(this.#linear(`layer${layer}.mlp_fc2`, this.#quantise(this.#rounded(hidden)), false));
  }

  /** W x with the accumulator rounded, times 1/rms for a normed operation; not yet in the format of its sink. */
  #linear(name: string, { operands, factor }: Quantised, norm: boolean): Float64Array {
    const matrix = this.#matrices.get(name);
    if (matrix === undefined) throw new Error(`no matrix ${name}`);
    const acc = multiply(matrix.integers, operands.integers, matrix.rows);
    const scale = matrix.step * operands.step * (norm ? factor : 1);
    const rounds = this.#points.has('activations');
    return acc.map((value) => (rounds ? roundedAccumulator(value, this.#formats) : value) * scale);
  }

  #quantise(x: Float64Array): Quantised {
    const { normEps, xFrac } = this.#formats;
    const rounds = this.#points.has('activations');
    const epsilon = rounds ? normEps * 2 ** (-2 * xFrac) : x.length * this.#model.normEpsilon;
    return {
      operands: rounds ? quantisedOperands(x, this.#formats) : { integers: x, step: 1 },
      factor: Math.sqrt(x.length / (dot(x, x) + epsilon)),
    };
  }

  #matrix(linear: FloatModel['head']): Matrix {
    if (this.#points.has('weights')) return quantisedMatrix(linear, this.#model.weightFormat);
    return { integers: linear.values, step: 1, rows: linear.rows };
  }

  #rounded(values: Float64Array): Float64Array {
    return this.#points.has('residual') ? inResidualFormat(values, this.#formats) : values;
  }

  #inKvFormat(values: Float64Array, frac: number): Float64Array {
    return this.#points.has('kv') ? values.map(gridOf(frac, this.#formats.kvBits)) : values;
  }

  #score(score: number): number {
    const { scoreFrac, scoreBits } = this.#formats;
    if (!this.#points.has('scores_logits')) return score;
    return clampTo(scoreBits, nearestEven(score * 2 ** scoreFrac)) / 2 ** scoreFrac;
  }
}

function linearsOf({ layers, head }: FloatModel): readonly FloatLinear[] {
  return [...layers.flatMap(({ wq, wk, wv, wo, up, down }) => [wq, wk, wv, wo, up, down]), head];
}
