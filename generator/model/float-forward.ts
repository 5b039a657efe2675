import type { FloatModel } from './float-model.ts';
import type { IntegerLinear } from './integer-model.ts';

/** Largest magnitudes of q (with log2(e)/√headDim, as it is stored), k and v. */
export interface HeadMaxima {
  q: number;
  k: number;
  v: number;
}

interface Cache {
  readonly keys: Float64Array[];
  readonly values: Float64Array[];
}

/**
 * microGPT in float64 on the weights as quantised, for calibration alone: one sequence, a token at a time. It keeps the
 * largest q, k and v that it met. The reference for fidelity is `sim/reference`, written apart from this.
 */
export class FloatForward {
  readonly maxima: HeadMaxima = { q: 0, k: 0, v: 0 };
  readonly #model: FloatModel;
  readonly #linears: ReadonlyMap<string, IntegerLinear>;
  /** Keys and values by layer, position after position. */
  #cache: Cache[] = [];
  #position = 0;

  constructor(model: FloatModel, linears: readonly IntegerLinear[]) {
    this.#model = model;
    this.#linears = new Map(linears.map((linear) => [linear.name, linear]));
    this.begin();
  }

  /** Forgets the sequence, not the maxima. */
  begin(): void {
    this.#cache = Array.from({ length: this.#model.shape.layers }, () => ({ keys: [], values: [] }));
    this.#position = 0;
  }

  /** Logits for the token that follows. */
  step(token: number): Float64Array {
    const { shape, tokenEmbedding, positionEmbedding } = this.#model;
    const embedded = slice(tokenEmbedding, token, shape.width);
    add(embedded, slice(positionEmbedding, this.#position, shape.width));
    const x = this.#norm(embedded);
    for (let layer = 0; layer < shape.layers; layer++) {
      add(x, this.#attention(layer, this.#norm(x)));
      const hidden = this.#multiply(`layer${layer}.mlp_fc1`, this.#norm(x));
      add(
        x,
        this.#multiply(
          `layer${layer}.mlp_fc2`,
          hidden.map((value) => Math.max(0, value)),
        ),
      );
    }
    this.#position++;
    return this.#multiply('lm_head', x);
  }

  #attention(layer: number, x: Float64Array): Float64Array {
    const { heads, headDim, width } = this.#model.shape;
    const q = this.#multiply(`layer${layer}.attn_wq`, x).map(
      (value) => (value * Math.LOG2E) / Math.sqrt(headDim),
    );
    const k = this.#multiply(`layer${layer}.attn_wk`, x);
    const v = this.#multiply(`layer${layer}.attn_wv`, x);
    this.#observe(q, k, v);
    const cache = this.#cache[layer];
    if (cache === undefined) throw new Error(`no layer ${layer}`);
    cache.keys.push(k);
    cache.values.push(v);
    const out = new Float64Array(width);
    for (let first = 0; first < heads * headDim; first += headDim) attendHead(q, cache, first, headDim, out);
    return this.#multiply(`layer${layer}.attn_wo`, out);
  }

  #observe(q: Float64Array, k: Float64Array, v: Float64Array): void {
    this.maxima.q = Math.max(this.maxima.q, largestMagnitude(q));
    this.maxima.k = Math.max(this.maxima.k, largestMagnitude(k));
    this.maxima.v = Math.max(this.maxima.v, largestMagnitude(v));
  }

  #norm(x: Float64Array): Float64Array {
    const factor = 1 / Math.sqrt(dot(x, x) / x.length + this.#model.normEpsilon);
    return x.map((value) => value * factor);
  }

  #multiply(name: string, x: Float64Array): Float64Array {
    const linear = this.#linears.get(name);
    if (linear === undefined) throw new Error(`no matrix ${name}`);
    const { rows, cols, weights, scale } = linear;
    const out = new Float64Array(rows);
    for (let row = 0, index = 0; row < rows; row++) {
      let sum = 0;
      for (let col = 0; col < cols; col++) sum += (weights[index++] ?? 0) * (x[col] ?? 0);
      out[row] = scale * sum;
    }
    return out;
  }
}

/** One head, elements `first` to first + headDim of all vectors: softmax over all positions, base 2. */
function attendHead(q: Float64Array, cache: Cache, first: number, headDim: number, out: Float64Array): void {
  const own = q.subarray(first, first + headDim);
  const scores = cache.keys.map((key) => dot(key.subarray(first), own));
  const largest = Math.max(...scores);
  const shares = scores.map((score) => 2 ** (score - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  for (const [position, value] of cache.values.entries()) {
    const share = (shares[position] ?? 0) / total;
    for (let i = first; i < first + headDim; i++) out[i] = (out[i] ?? 0) + share * (value[i] ?? 0);
  }
}

/** Σ a_i·b_i over the length of b. */
function dot(a: ArrayLike<number>, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function add(to: Float64Array, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + (values[i] ?? 0);
}

/** A copy of the `index`-th piece of `length` elements. */
function slice(values: Float64Array, index: number, length: number): Float64Array {
  return values.slice(index * length, (index + 1) * length);
}

function largestMagnitude(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
