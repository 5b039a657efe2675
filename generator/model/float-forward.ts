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
}

interface Cache {
  readonly keys: Float64Array[];
  readonly values: Float64Array[];
}

/**
 * A model in float64 on the weights as quantised, for calibration alone: one sequence, a token at a time. It keeps the
 * largest magnitudes that it met. The reference for fidelity is `sim/reference`, written apart from this.
 */
export class FloatForward {
  readonly maxima: Maxima = { q: 0, k: 0, v: 0, attention: 0, gate: 0, up: 0, hidden: 0 };
  readonly #model: FloatModel;
  /** Elements of a head without padding, by which scores, angles and norms go. */
  readonly #headDim: number;
  readonly #linears: ReadonlyMap<string, IntegerLinear>;
  /** Keys and values by layer, position after position. */
  #cache: Cache[] = [];
  #position = 0;

  /**
   * @param model prepared: with gains only where they are not folded into `linears`
   * @param headDim elements of a head without padding
   */
  constructor(model: FloatModel, linears: readonly IntegerLinear[], headDim = model.shape.headDim) {
    this.#model = model;
    this.#headDim = headDim;
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
    const { shape, tokenEmbedding, positions, embeddingNorm, layers, finalNorm, head } = this.#model;
    let x = slice(tokenEmbedding, token, shape.width);
    if (positions.kind === 'learned') add(x, slice(positions.embedding, this.#position, shape.width));
    x = this.#norm(embeddingNorm, x);
    layers.forEach((layer, index) => {
      add(x, this.#attention(layer, index, this.#norm(layer.attentionNorm, x)));
      add(x, this.#feedForward(layer, this.#norm(layer.ffnNorm, x)));
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
    const out = new Float64Array(heads * headDim);
    for (let head = 0; head < heads; head++) {
      const from = Math.floor((head * kvHeads) / heads) * headDim;
      attendHead(q.subarray(head * headDim, (head + 1) * headDim), cache, from, out.subarray(head * headDim));
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
    if (bias !== undefined) add(out, bias);
    return out;
  }

  /** Rotates the pairs of every head by this position. */
  #turn(x: Float64Array): Float64Array {
    const { positions, shape } = this.#model;
    if (positions.kind !== 'rotary') return x;
    const { headDim } = shape;
    const out = new Float64Array(x.length);
    const [step, apart] = positions.pairing === 'adjacent' ? [2, 1] : [1, headDim / 2];
    for (let head = 0; head < x.length; head += headDim) {
      for (let pair = 0; pair < headDim / 2; pair++) {
        const angle = this.#position * positions.base ** ((-2 * pair) / this.#headDim);
        const [a, b] = [head + pair * step, head + pair * step + apart];
        const [u, w] = [x[a] ?? 0, x[b] ?? 0];
        out[a] = u * Math.cos(angle) - w * Math.sin(angle);
        out[b] = u * Math.sin(angle) + w * Math.cos(angle);
      }
    }
    return out;
  }

  #observe(what: keyof Maxima, values: Float64Array): void {
    this.maxima[what] = Math.max(this.maxima[what], largestMagnitude(values));
  }

  /** @param count elements of x that are no padding */
  #norm(norm: Norm | null, x: Float64Array, count = x.length): Float64Array {
    if (norm === null) return x;
    const factor = 1 / Math.sqrt(dot(x, x) / count + this.#model.normEpsilon);
    const { gain } = norm;
    return x.map((value, i) => value * factor * (gain === null ? 1 : (gain[i] ?? 0)));
  }

  #multiply(name: string, x: Float64Array): Float64Array {
    const linear = this.#linears.get(name);
    if (linear === undefined) throw new Error(`no matrix ${name}`);
    const { rows, cols, weights, scale, rowScales } = linear;
    const out = new Float64Array(rows);
    for (let row = 0, index = 0; row < rows; row++) {
      let sum = 0;
      for (let col = 0; col < cols; col++) sum += (weights[index++] ?? 0) * (x[col] ?? 0);
      out[row] = sum * scale * (rowScales === null ? 1 : (rowScales[row] ?? 0) / ROW_SCALE_ONE);
    }
    return out;
  }
}

/** One head: softmax over all positions, base 2, of keys and values from element `from` on. */
function attendHead(query: Float64Array, cache: Cache, from: number, out: Float64Array): void {
  const scores = cache.keys.map((key) => dot(key.subarray(from), query));
  const largest = Math.max(...scores);
  const shares = scores.map((score) => 2 ** (score - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  for (const [position, value] of cache.values.entries()) {
    const share = (shares[position] ?? 0) / total;
    for (let i = 0; i < query.length; i++) out[i] = (out[i] ?? 0) + share * (value[from + i] ?? 0);
  }
}

function silu(value: number): number {
  return value / (1 + Math.exp(-value));
}

function relu2(value: number): number {
  return Math.max(0, value) ** 2;
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
