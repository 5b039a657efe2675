import type { FloatLayer, FloatModel, Norm } from '../../generator/model/float-model.ts';
import type { IntegerFormats, IntegerModel } from '../../generator/model/integer-model.ts';
import { attentionUnit, FakeAttention } from './fake-attention.ts';
import { fakeHidden } from './fake-hidden.ts';
import { FakeVector, type Operands } from './fake-vector.ts';
import { type FakeWeights, fakeWeights } from './fake-weights.ts';
import type { LayerMatrices } from './float-weights.ts';
import type { LanguageModel } from './language-model.ts';
import { QUANTISATION_POINTS, type QuantisationPoint } from './quantisation-points.ts';
import type { QuantisedMatrix } from './quantised-matrix.ts';
import { type Rotary, rotaryOf } from './rotary.ts';
import { roundToGrid } from './rounding.ts';
import { add, multiply, piece } from './vector.ts';

/** One layer: its matrices, the vectors that enter norm_quantise, and its keys and values. */
interface Layer extends LayerMatrices<QuantisedMatrix> {
  readonly input: FakeVector;
  readonly attention: FakeAttention;
  readonly mixed: FakeVector;
  readonly ffnInput: FakeVector;
  readonly hidden: FakeVector;
}

/** Kinds of vectors by where they come from, which is what their unit and ε depend on. */
type Origin = 'residual' | 'attention' | 'hidden';

/** What of the integer model the float form follows. */
export type FakeIntegers = Pick<IntegerModel, 'formats' | 'folds' | 'gains'> &
  Partial<Pick<IntegerModel, 'linears'>>;

/**
 * The float form of the integer model: it rounds wherever docs/arithmetic.md rounds (or at some of the points only),
 * but its reciprocal, square root, exponential, softmax, sigmoid, rotations and scales are exact. What it loses is what the
 * formats cost; what the integer model loses against it is what tables and mantissas cost.
 */
export class FakeQuantised implements LanguageModel {
  readonly #model: Pick<FloatModel, 'shape' | 'feedForward' | 'normEpsilon'>;
  readonly #formats: IntegerFormats;
  /** Gains are multiplied where vectors are quantised. */
  readonly #gained: boolean;
  readonly #points: ReadonlySet<QuantisationPoint>;
  readonly #tokenEmbedding: Float64Array;
  readonly #positionEmbedding: Float64Array | null;
  /** The embedding, where it has a norm. */
  readonly #embedded: FakeVector | null;
  /** The first layer reads the embedding without its norm. */
  readonly #folded: boolean;
  readonly #layers: readonly Layer[];
  readonly #final: FakeVector;
  readonly #head: QuantisedMatrix;
  readonly #rotary: Rotary | null;
  #position = 0;

  /** @param weights shared by the forms of one model that round them */
  constructor(
    model: FloatModel,
    integer: FakeIntegers,
    points: readonly QuantisationPoint[] = QUANTISATION_POINTS,
    weights: FakeWeights = fakeWeights(model, integer, points.includes('weights')),
  ) {
    const { shape, feedForward, normEpsilon, embeddingNorm, positions } = model;
    const { formats, folds } = integer;
    this.#model = { shape, feedForward, normEpsilon };
    this.#formats = formats;
    this.#gained = integer.gains.length > 0;
    this.#points = new Set(points);
    this.#tokenEmbedding = this.#embedding(model.tokenEmbedding);
    this.#positionEmbedding = positions.kind === 'learned' ? this.#embedding(positions.embedding) : null;
    this.#folded = folds.includes('norm_of_norm');
    this.#embedded = embeddingNorm === null ? null : this.#vector('residual', embeddingNorm, shape.width);
    this.#rotary = rotaryOf(model);
    this.#layers = model.layers.map((layer, index) => this.#layer(layer, weights.layers[index]));
    this.#final = this.#vector('residual', model.finalNorm, shape.width);
    this.#head = weights.head;
  }

  #layer(layer: FloatLayer, matrices: LayerMatrices<QuantisedMatrix> | undefined): Layer {
    if (matrices === undefined) throw new Error('matrices for every layer');
    const { shape } = this.#model;
    const { width, heads, headDim, ffn } = shape;
    const rotary = this.#rotary;
    const { wq, wk, wv } = matrices;
    const biases = { query: wq.bias, key: wk.bias, value: wv.bias };
    return {
      ...matrices,
      input: this.#vector('residual', layer.attentionNorm, width),
      attention: new FakeAttention({ shape, formats: this.#formats, points: this.#points, rotary, biases }),
      mixed: this.#vector('attention', layer.attentionSubNorm, heads * headDim),
      ffnInput: this.#vector('residual', layer.ffnNorm, width),
      hidden: this.#vector('hidden', layer.ffnSubNorm, ffn),
    };
  }

  #vector(origin: Origin, norm: Norm | null, length: number): FakeVector {
    const { xFrac, hiddenFrac, normEps, attentionNormEps, hiddenNormEps } = this.#formats;
    const kind = {
      residual: { unit: 2 ** -xFrac, integerEpsilon: normEps },
      attention: { unit: attentionUnit(this.#formats), integerEpsilon: attentionNormEps },
      hidden: { unit: 2 ** -hiddenFrac, integerEpsilon: hiddenNormEps },
    }[origin];
    const rounds = this.#points.has('activations');
    const own = { ...kind, length, norm, epsilon: this.#model.normEpsilon, rounds, gained: this.#gained };
    return new FakeVector(own, this.#formats);
  }

  begin(): void {
    this.#position = 0;
  }

  step(token: number): Float64Array {
    const { width } = this.#model.shape;
    const x = Float64Array.from(piece(this.#tokenEmbedding, token, width));
    if (this.#positionEmbedding !== null) add(x, piece(this.#positionEmbedding, this.#position, width));
    if (this.#points.has('embeddings')) this.#toResidual(x);
    this.#rotary?.moveTo(this.#position);
    const embedded = this.#embedded?.take(x);
    if (embedded !== undefined) {
      for (let i = 0; i < width; i++) x[i] = (x[i] ?? 0) * embedded.factor;
      this.#roundResidual(x);
    }
    for (const [index, layer] of this.#layers.entries()) {
      const input = index === 0 && this.#folded ? embedded : undefined;
      this.#addTo(x, this.#attend(layer, input ?? layer.input.take(x)));
      this.#addTo(x, this.#feed(layer, layer.ffnInput.take(x)));
    }
    this.#position += 1;
    const logits = this.#project(this.#head, this.#final.take(x));
    // They are base 2 and never limited.
    const unit = Math.LN2 / 2 ** this.#formats.logitFrac;
    if (this.#points.has('scores_logits')) roundToGrid(logits, unit, UNLIMITED);
    return logits;
  }

  #attend({ wq, wk, wv, wo, attention, mixed }: Layer, input: Operands): Float64Array {
    const query = this.#project(wq, input);
    const key = this.#project(wk, input);
    const value = this.#project(wv, input);
    const out = new Float64Array(query.length);
    attention.attend(this.#position, query, key, value, out);
    if (this.#points.has('residual')) roundToGrid(out, attentionUnit(this.#formats), this.#formats.xBits);
    return this.#project(wo, mixed.take(out));
  }

  #feed({ gate, up, down, hidden }: Layer, input: Operands): Float64Array {
    const { feedForward } = this.#model;
    const raised = this.#project(up, input);
    const gates = gate === null ? new Float64Array(0) : this.#project(gate, input);
    fakeHidden(feedForward, gates, raised, raised, this.#formats, this.#points.has('hidden'));
    return this.#project(down, hidden.take(raised));
  }

  /** W x with the accumulator rounded, times 1/rms for a normed vector; not yet in the format of its sink. */
  #project(matrix: QuantisedMatrix, operands: Operands): Float64Array {
    const { rows, cols, integers, steps } = matrix;
    const out = new Float64Array(rows);
    multiply(integers, cols, operands.integers, rows, cols, out);
    if (this.#points.has('weights') && this.#points.has('activations')) this.#roundAccumulators(out);
    const scale = operands.step * operands.factor;
    for (let row = 0; row < rows; row++) out[row] = (out[row] ?? 0) * (steps[row] ?? 0) * scale;
    return out;
  }

  /** The low bits away; a half upwards, with row scales downwards. */
  #roundAccumulators(acc: Float64Array): void {
    const { accShift, rowScales } = this.#formats;
    if (accShift === 0) return;
    const unit = 2 ** accShift;
    const half = rowScales ? 0 : 0.5;
    for (let i = 0; i < acc.length; i++) acc[i] = Math.floor((acc[i] ?? 0) / unit + half) * unit;
  }

  #embedding(values: Float64Array): Float64Array {
    if (!this.#points.has('embeddings')) return values;
    const rounded = values.slice();
    this.#toResidual(rounded);
    return rounded;
  }

  #addTo(x: Float64Array, result: Float64Array): void {
    this.#roundResidual(result);
    add(x, result);
    this.#roundResidual(x);
  }

  #roundResidual(x: Float64Array): void {
    if (this.#points.has('residual')) this.#toResidual(x);
  }

  #toResidual(x: Float64Array): void {
    const { xFrac, xBits } = this.#formats;
    roundToGrid(x, 2 ** -xFrac, xBits);
  }
}

const UNLIMITED = 53;
