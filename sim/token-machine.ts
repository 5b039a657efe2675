import type { Sink } from '../generator/design/program-word.ts';
import type {
  IntegerFormats,
  IntegerLinear,
  IntegerModel,
  IntegerTables,
  ScaleConstant,
} from '../generator/model/integer-model.ts';
import { relu } from './units/activation/math.ts';
import {
  type AttentionCache,
  attend,
  createAttentionCache,
  storeKey,
  storeValue,
} from './units/attention/math.ts';
import { dequantise, dequantiseRows, dropAccumulatorBits, resultScale } from './units/dequantise/math.ts';
import { embed } from './units/embedding/math.ts';
import { siluMultiply, squaredReluMultiply } from './units/gated_activation/math.ts';
import { addBias } from './units/head_bias/math.ts';
import { accumulatorStart, matmul } from './units/matmul_array/math.ts';
import {
  applyGains,
  quantise,
  type RootScale,
  reciprocalRoot,
  type VectorScale,
} from './units/norm_quantise/math.ts';
import { addResidual } from './units/residual/math.ts';
import { type RopeCoefficients, ropeCoefficients, rotate } from './units/rope/math.ts';

/** What a machine computes with, whether read from a build folder or from an integer model. */
export type MachineModel = Pick<
  IntegerModel,
  'shape' | 'formats' | 'sigmoid' | 'rope' | 'biases' | 'gains' | 'tokenEmbedding' | 'positionEmbedding'
> & { readonly tables: IntegerTables };

/** A linear operation; `matrix` null is the identity. */
export interface LinearWork {
  readonly matrix: Pick<IntegerLinear, 'rows' | 'cols' | 'weights' | 'rowScales'> | null;
  readonly layer: number;
  readonly norm: boolean;
  readonly sink: Sink;
  readonly emits: boolean;
  readonly constant: ScaleConstant;
}

/** What a step shows to whoever listens, in program order. Arrays are reused: copy what is kept. */
export interface StepObserver {
  /** A vector on the vector bus, and its quantised form. */
  vector(x: Int32Array, quantised: Int16Array, length: number): void;
  /** Accumulators as they leave the array (times 2^accShift for the identity), and results. */
  linear(accumulators: Float64Array, results: Int32Array, length: number): void;
  /** Queries, keys or values with their biases. */
  biased(results: Int32Array, length: number): void;
  /** Queries, keys or values behind the rotation. */
  rotated(results: Int32Array, length: number): void;
}

/** The integers of one token after another, operation by operation: one sequence, no clock. */
export class TokenMachine {
  readonly #model: MachineModel;
  readonly #cache: AttentionCache;
  /** The vector that entered norm_quantise last, with its gains, and quantised. */
  readonly #x: Int32Array;
  readonly #gained: Int32Array;
  readonly #quantised: Int16Array;
  readonly #residual: Int32Array;
  readonly #query: Int32Array;
  readonly #gate: Int32Array;
  readonly #y: Int32Array;
  readonly #acc: Float64Array;
  readonly #coefficients: RopeCoefficients;
  #length = 0;
  #vectors = 0;
  #projections = 0;
  #epsilon = 0;
  #position = 0;
  #vectorScale: VectorScale = { exponent: 0, amaxMantissa: 0 };
  #root: RootScale | null = null;

  constructor(model: MachineModel) {
    const { width, heads, headDim, ffn, vocabulary } = model.shape;
    const longest = Math.max(width, heads * headDim, ffn, vocabulary);
    this.#model = model;
    this.#cache = createAttentionCache(model, model.tables);
    this.#coefficients = { cos: new Int32Array(headDim / 2), sin: new Int32Array(headDim / 2) };
    this.#x = new Int32Array(longest);
    this.#gained = new Int32Array(longest);
    this.#quantised = new Int16Array(longest);
    this.#residual = new Int32Array(width);
    this.#query = new Int32Array(heads * headDim);
    this.#gate = new Int32Array(ffn);
    this.#y = new Int32Array(longest);
    this.#acc = new Float64Array(longest);
  }

  /** Scaled logits, int[vocabulary], of the step's last operation; reused by the next step. */
  get logits(): Int32Array {
    return this.#y;
  }

  beginStep(position: number): void {
    const { rope } = this.#model;
    this.#position = position;
    this.#vectors = 0;
    this.#projections = 0;
    if (rope !== null) ropeCoefficients(rope, position, this.#coefficients);
  }

  embedding(token: number, setsResidual: boolean, observer: StepObserver | null): void {
    const { tokenEmbedding, positionEmbedding, shape, formats } = this.#model;
    embed(tokenEmbedding, positionEmbedding, token, this.#position, shape.width, formats.xBits, this.#x);
    if (setsResidual) this.#residual.set(this.#x.subarray(0, shape.width));
    this.#take(this.#x, shape.width, formats.normEps, observer);
  }

  attention(layer: number, observer: StepObserver | null): void {
    const { shape, formats } = this.#model;
    attend(this.#cache, layer, this.#position, this.#query, this.#x);
    this.#take(this.#x, shape.heads * shape.headDim, formats.attentionNormEps, observer);
  }

  linear(work: LinearWork, observer: StepObserver | null): void {
    const { formats, tables, shape } = this.#model;
    const { matrix } = work;
    const n = matrix?.rows ?? shape.width;
    if (work.norm) this.#root ??= reciprocalRoot(this.#x, this.#length, this.#epsilon, tables);
    if (matrix === null) {
      const unit = 2 ** formats.accShift;
      for (let i = 0; i < n; i++) this.#acc[i] = (this.#x[i] ?? 0) * unit;
    } else {
      const half = accumulatorStart(formats);
      matmul(matrix.weights, n, matrix.cols, this.#quantised, half, this.#acc);
    }
    const accumulators = observer === null ? this.#acc : this.#acc.slice(0, n);
    dropAccumulatorBits(this.#acc, n, formats.accShift);
    const vectorScale = matrix === null ? null : this.#vectorScale;
    const root = work.norm ? this.#root : null;
    const scale = resultScale(work.constant, vectorScale, root, formats.scaleBits);
    const bits = resultBits(work.sink, formats);
    if (formats.rowScales) {
      dequantiseRows(this.#acc, n, scale, matrix?.rowScales ?? null, formats.scaleBits, bits, this.#y);
    } else {
      dequantise(this.#acc, n, scale, bits, this.#y);
    }
    observer?.linear(accumulators, this.#y, n);
    this.#deliver(work, n, observer);
  }

  #deliver({ sink, layer, emits }: LinearWork, n: number, observer: StepObserver | null): void {
    const y = this.#y;
    const { formats, sigmoid } = this.#model;
    switch (sink) {
      case 'residual_set':
        this.#residual.set(y.subarray(0, n));
        break;
      case 'residual_add':
        addResidual(this.#residual, y, n, formats.xBits);
        break;
      case 'activation':
        relu(y, n);
        break;
      case 'k':
        this.#turn(n, true, observer);
        storeKey(this.#cache, layer, this.#position, y);
        break;
      case 'v':
        this.#turn(n, false, observer);
        storeValue(this.#cache, layer, this.#position, y);
        break;
      case 'q':
        this.#turn(n, true, observer);
        this.#query.set(y.subarray(0, n));
        break;
      case 'gate':
        this.#gate.set(y.subarray(0, n));
        break;
      case 'up':
        if (sigmoid === null) squaredReluMultiply(this.#gate, y, n, formats, y);
        else siluMultiply(this.#gate, y, n, formats, sigmoid, y);
        break;
      case 'logits':
        break;
    }
    if (!emits) return;
    const hidden = sink === 'activation' || sink === 'up';
    if (hidden) this.#take(y, n, formats.hiddenNormEps, observer);
    else this.#take(this.#residual, n, formats.normEps, observer);
  }

  /** Adds biases, and rotates k and q, in place; v only passes. */
  #turn(n: number, turns: boolean, observer: StepObserver | null): void {
    const { rope, formats, biases } = this.#model;
    const bias = biases[this.#projections++];
    if (bias !== undefined) {
      addBias(this.#y, n, bias, formats.headBits);
      observer?.biased(this.#y, n);
    }
    if (rope === null) return;
    if (turns) rotate(this.#y, n, this.#coefficients, formats.headBits);
    observer?.rotated(this.#y, n);
  }

  #take(x: Int32Array, length: number, epsilon: number, observer: StepObserver | null): void {
    const { formats, tables, gains } = this.#model;
    if (x !== this.#x) this.#x.set(x.subarray(0, length));
    this.#length = length;
    this.#epsilon = epsilon;
    this.#root = null;
    const own = gains[this.#vectors++];
    if (own !== undefined) applyGains(this.#x, length, own, this.#gained);
    const operand = own === undefined ? this.#x : this.#gained;
    this.#vectorScale = quantise(operand, length, this.#quantised, formats, tables);
    observer?.vector(this.#x, this.#quantised, length);
  }
}

function resultBits(sink: Sink, { logitBits, headBits, xBits }: IntegerFormats): number {
  if (sink === 'logits') return logitBits;
  return sink === 'k' || sink === 'v' || sink === 'q' ? headBits : xBits;
}
