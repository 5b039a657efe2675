import type { FloatLayer, FloatLinear, FloatModel, Norm } from './float-model.ts';
import type { IntegerLinear } from './integer-model.ts';
import { ROW_SCALE_ONE } from './quantise-weights.ts';

/** Largest magnitudes met: q (with log2(e)/√headDim, as it is stored), k, v; the attention's output; a gated feed-forward. */
export interface Maxima {
  q: number;
  k: number;
  v: number;
  attention: number;
  gate: number;
  up: number;
  hidden: number;
  /** The residual stream. */
  residual: number;
}

/** A matrix of integers with their scales, or of floating point with the scale 1. */
export type Matrix = Pick<IntegerLinear, 'name' | 'rows' | 'cols' | 'scale' | 'rowScales'> & {
  readonly weights: Int16Array | Float64Array;
};

interface ForwardOptions {
  /** Sequences side by side: every vector below is as many one after the other. 1 by default. */
  readonly sequences?: number;
  /** Elements of a head without padding; those of the model's shape by default. */
  readonly headDim?: number;
  /** Sees what every matrix is multiplied by. */
  readonly onInput?: (name: string, x: Float64Array) => void;
}

interface Cache {
  readonly keys: Float64Array[];
  readonly values: Float64Array[];
}

/**
 * A model in float64 for step ② alone, a token of each sequence at a time: on the weights as quantised, for calibration,
 * or on its own, for samples. It keeps the largest magnitudes that it met. The reference for fidelity is
 * `sim/reference`, written apart from this.
 */
export class FloatForward {
  readonly maxima: Maxima = { q: 0, k: 0, v: 0, attention: 0, gate: 0, up: 0, hidden: 0, residual: 0 };
  readonly #model: FloatModel;
  readonly #matrices: ReadonlyMap<string, Matrix>;
  readonly #sequences: number;
  readonly #headDim: number;
  readonly #onInput: ForwardOptions['onInput'];
  /** Keys and values by layer, position after position. */
  #cache: Cache[] = [];
  #position = 0;

  /** @param model with gains only where they are not folded into `matrices` */
  constructor(model: FloatModel, matrices: readonly Matrix[], options: ForwardOptions = {}) {
    this.#model = model;
    this.#matrices = new Map(matrices.map((matrix) => [matrix.name, matrix]));
    this.#sequences = options.sequences ?? 1;
    this.#headDim = options.headDim ?? model.shape.headDim;
    this.#onInput = options.onInput;
    this.begin();
  }

  /** Forgets the sequences, not the maxima. */
  begin(): void {
    this.#cache = Array.from({ length: this.#model.shape.layers }, () => ({ keys: [], values: [] }));
    this.#position = 0;
  }

  /** Logits for the tokens that follow one token of each sequence. */
  step(tokens: readonly number[]): Float64Array {
    const { shape, tokenEmbedding, positions, embeddingNorm, layers, finalNorm, head } = this.#model;
    const embedded = new Float64Array(this.#sequences * shape.width);
    tokens.forEach((token, sequence) => {
      const own = embedded.subarray(sequence * shape.width, (sequence + 1) * shape.width);
      add(own, piece(tokenEmbedding, token, shape.width));
      if (positions.kind === 'learned') add(own, piece(positions.embedding, this.#position, shape.width));
    });
    const x = this.#norm(embeddingNorm, embedded);
    this.#observe('residual', embedded);
    layers.forEach((layer, index) => {
      add(x, this.#attention(layer, index, this.#norm(layer.attentionNorm, x)));
      this.#observe('residual', x);
      add(x, this.#feedForward(layer, this.#norm(layer.ffnNorm, x)));
      this.#observe('residual', x);
    });
    this.#position++;
    return this.#multiply(head.name, this.#norm(finalNorm, x));
  }

  #attention(layer: FloatLayer, index: number, x: Float64Array): Float64Array {
    const { heads, kvHeads, headDim } = this.#model.shape;
    const scale = Math.LOG2E / Math.sqrt(this.#headDim);
    const q = this.#turn(this.#project(layer.wq, x)).map((value) => value * scale);
    const k = this.#turn(this.#project(layer.wk, x));
    const v = this.#project(layer.wv, x);
    this.#observe('q', q);
    this.#observe('k', k);
    this.#observe('v', v);
    const cache = this.#cache[index];
    if (cache === undefined) throw new Error(`no layer ${index}`);
    cache.keys.push(k);
    cache.values.push(v);
    const out = new Float64Array(this.#sequences * heads * headDim);
    // Sequence after sequence has as many key-value heads as the one before, so their heads are counted through.
    for (let head = 0; head < this.#sequences * heads; head++) {
      const from = Math.floor((head * kvHeads) / heads) * headDim;
      attendHead(piece(q, head, headDim), cache, from, piece(out, head, headDim));
    }
    this.#observe('attention', out);
    return this.#multiply(layer.wo.name, this.#norm(layer.attentionSubNorm, out, heads * this.#headDim));
  }

  #feedForward({ gate, up, down, ffnSubNorm }: FloatLayer, x: Float64Array): Float64Array {
    const raised = this.#multiply(up.name, x);
    this.#observe('up', raised);
    let hidden = raised.map((value) => Math.max(0, value));
    if (gate !== null) {
      const gates = this.#multiply(gate.name, x);
      this.#observe('gate', gates);
      const squared = this.#model.feedForward === 'relu2_mul';
      hidden = raised.map((value, i) => value * (squared ? relu2(gates[i] ?? 0) : silu(gates[i] ?? 0)));
    }
    this.#observe('hidden', hidden);
    return this.#multiply(down.name, this.#norm(ffnSubNorm, hidden));
  }

  #project({ name, bias }: FloatLinear, x: Float64Array): Float64Array {
    const out = this.#multiply(name, x);
    if (bias === undefined) return out;
    for (let sequence = 0; sequence < this.#sequences; sequence++)
      add(piece(out, sequence, bias.length), bias);
    return out;
  }

  /** Rotates the pairs of every head by this position. */
  #turn(x: Float64Array): Float64Array {
    const { positions, shape } = this.#model;
    if (positions.kind !== 'rotary') return x;
    const out = new Float64Array(x.length);
    const [step, apart] = positions.pairing === 'adjacent' ? [2, 1] : [1, this.#headDim / 2];
    for (let pair = 0; pair < this.#headDim / 2; pair++) {
      const angle = this.#position * positions.base ** ((-2 * pair) / this.#headDim);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let head = 0; head < x.length; head += shape.headDim) {
        const [a, b] = [head + pair * step, head + pair * step + apart];
        const [u, w] = [x[a] ?? 0, x[b] ?? 0];
        out[a] = u * cos - w * sin;
        out[b] = u * sin + w * cos;
      }
    }
    return out;
  }

  #observe(what: keyof Maxima, values: Float64Array): void {
    this.maxima[what] = Math.max(this.maxima[what], largestMagnitude(values));
  }

  /** @param count elements of a sequence's vector that are no padding */
  #norm(norm: Norm | null, x: Float64Array, count = x.length / this.#sequences): Float64Array {
    if (norm === null) return x;
    const { gain } = norm;
    const length = x.length / this.#sequences;
    const out = new Float64Array(x.length);
    for (let sequence = 0; sequence < this.#sequences; sequence++) {
      const own = piece(x, sequence, length);
      const factor = 1 / Math.sqrt(dot(own, own) / count + this.#model.normEpsilon);
      for (let i = 0; i < length; i++) {
        out[sequence * length + i] = (own[i] ?? 0) * factor * (gain === null ? 1 : (gain[i] ?? 0));
      }
    }
    return out;
  }

  #multiply(name: string, x: Float64Array): Float64Array {
    this.#onInput?.(name, x);
    const matrix = this.#matrices.get(name);
    if (matrix === undefined) throw new Error(`no matrix ${name}`);
    const { rows, cols, weights, scale, rowScales } = matrix;
    const out = new Float64Array(this.#sequences * rows);
    const weightRow = new Float64Array(cols);
    const sums = new Float64Array(4);
    for (let row = 0; row < rows; row++) {
      // One kind of array for the loop below, whatever the weights are.
      weightRow.set(weights.subarray(row * cols, (row + 1) * cols));
      const rowScale = rowScales === null ? 1 : (rowScales[row] ?? 0) / ROW_SCALE_ONE;
      let sequence = 0;
      for (; sequence + 4 <= this.#sequences; sequence += 4) {
        fourDots(weightRow, x, sequence * cols, sums);
        for (let i = 0; i < 4; i++) out[(sequence + i) * rows + row] = (sums[i] ?? 0) * scale * rowScale;
      }
      for (; sequence < this.#sequences; sequence++) {
        out[sequence * rows + row] = dot(weightRow, x, sequence * cols) * scale * rowScale;
      }
    }
    return out;
  }
}

/** One head: softmax over all positions, base 2, of keys and values from element `from` on. */
function attendHead(query: Float64Array, { keys, values }: Cache, from: number, out: Float64Array): void {
  const scores = new Float64Array(keys.length);
  let largest = -Infinity;
  for (let position = 0; position < scores.length; position++) {
    const score = dot(query, keys[position] ?? NOTHING, from);
    scores[position] = score;
    if (score > largest) largest = score;
  }
  let total = 0;
  for (let position = 0; position < scores.length; position++) {
    // Five times as fast as 2 ** x.
    const share = Math.exp(((scores[position] ?? 0) - largest) * Math.LN2);
    scores[position] = share;
    total += share;
  }
  for (let position = 0; position < scores.length; position++) {
    const share = (scores[position] ?? 0) / total;
    const value = values[position] ?? NOTHING;
    for (let i = 0; i < query.length; i++) out[i] = (out[i] ?? 0) + share * (value[from + i] ?? 0);
  }
}

const NOTHING = new Float64Array(0);

function silu(value: number): number {
  return value / (1 + Math.exp(-value));
}

function relu2(value: number): number {
  return Math.max(0, value) ** 2;
}

/** Σ a_i·b_i over the length of a; b from element `from` on. */
function dot(a: Float64Array, b: Float64Array, from = 0): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[from + i] ?? 0);
  return sum;
}

/** The same with four neighbours of b at once: an addition need not wait for the one before it, which is of another sum. */
function fourDots(a: Float64Array, b: Float64Array, from: number, sums: Float64Array): void {
  const size = a.length;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0, at = from; i < size; i++, at++) {
    const value = a[i] ?? 0;
    s0 += value * (b[at] ?? 0);
    s1 += value * (b[at + size] ?? 0);
    s2 += value * (b[at + 2 * size] ?? 0);
    s3 += value * (b[at + 3 * size] ?? 0);
  }
  sums.set([s0, s1, s2, s3]);
}

function add(to: Float64Array, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + (values[i] ?? 0);
}

/** The `index`-th piece of `length` elements, the same memory. */
function piece(values: Float64Array, index: number, length: number): Float64Array {
  return values.subarray(index * length, (index + 1) * length);
}

function largestMagnitude(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
