import { SHAPE } from './shape.ts';
import type { TernaryMatrix, Weights } from './weights-file.ts';

/** Is shown the values that arise under that name in that layer (null: outside the layers). */
export type Observer = (layer: number | null, name: string, values: Float64Array) => void;

interface Cache {
  readonly keys: Float64Array[];
  readonly values: Float64Array[];
}

const { width, layers, heads, kvHeads, headDim, ffn, normEpsilon, ropeTheta } = SHAPE;
const kvWidth = kvHeads * headDim;
/** Query heads that share a key and value head. */
const groupSize = heads / kvHeads;

/**
 * The trained model in float64, one sequence, a token at a time: ternary weights times their scale, int8 activations
 * before each ternary matrix, everything else (residuals, q, k, v, softmax, embedding, head) unrounded. Written apart
 * from the trainer and from the generator, to check both.
 */
export class Forward {
  readonly #weights: Weights;
  readonly #observe: Observer;
  readonly #cache: readonly Cache[] = Array.from({ length: layers }, () => ({ keys: [], values: [] }));
  #position = 0;

  constructor(weights: Weights, observe: Observer = () => undefined) {
    this.#weights = weights;
    this.#observe = observe;
  }

  /** Logits for the token that follows. */
  step(token: number): Float64Array {
    const embedding = this.#floats('tok_embeddings');
    const x = embedding.slice(token * width, (token + 1) * width);
    this.#observe(null, 'embedding', x);
    for (let layer = 0; layer < layers; layer++) {
      add(x, this.#attention(layer, this.#norm(`layers.${layer}.attention_norm`, x)));
      this.#observe(layer, 'residualAfterAttention', x);
      add(x, this.#feedForward(layer, this.#norm(`layers.${layer}.ffn_norm`, x)));
      this.#observe(layer, 'residual', x);
    }
    this.#position++;
    const normed = this.#norm('norm', x);
    this.#observe(null, 'headInput', normed);
    const logits = Float64Array.from({ length: SHAPE.vocabulary }, (_, row) =>
      dot(embedding.subarray(row * width, (row + 1) * width), normed),
    );
    this.#observe(null, 'logit', logits);
    return logits;
  }

  #attention(layer: number, x: Float64Array): Float64Array {
    this.#observe(layer, 'qkvInput', x);
    const name = `layers.${layer}.attention`;
    const q = this.#rotate(this.#linear(`${name}.wq`, x, width));
    const k = this.#rotate(this.#linear(`${name}.wk`, x, kvWidth));
    const v = this.#linear(`${name}.wv`, x, kvWidth);
    this.#observe(layer, 'q', q);
    this.#observe(layer, 'k', k);
    this.#observe(layer, 'v', v);
    const cache = this.#cache[layer];
    if (cache === undefined) throw new Error(`no layer ${layer}`);
    cache.keys.push(k);
    cache.values.push(v);
    const mixed = new Float64Array(width);
    for (let head = 0; head < heads; head++) {
      const scores = attend(
        q.subarray(head * headDim, (head + 1) * headDim),
        cache,
        Math.floor(head / groupSize) * headDim,
        mixed.subarray(head * headDim, (head + 1) * headDim),
      );
      this.#observe(layer, 'score', scores);
    }
    this.#observe(layer, 'mixed', mixed);
    const normed = this.#norm(`${name}.sub_norm`, mixed);
    this.#observe(layer, 'woInput', normed);
    return this.#linear(`${name}.wo`, normed, width);
  }

  #feedForward(layer: number, x: Float64Array): Float64Array {
    this.#observe(layer, 'ffnInput', x);
    const name = `layers.${layer}.feed_forward`;
    const gate = this.#linear(`${name}.w1`, x, ffn);
    const up = this.#linear(`${name}.w3`, x, ffn);
    const hidden = gate.map((value, index) => Math.max(0, value) ** 2 * (up[index] ?? 0));
    this.#observe(layer, 'gate', gate);
    this.#observe(layer, 'up', up);
    this.#observe(layer, 'hidden', hidden);
    const normed = this.#norm(`${name}.sub_norm`, hidden);
    this.#observe(layer, 'w2Input', normed);
    return this.#linear(`${name}.w2`, normed, width);
  }

  #norm(name: string, x: Float64Array): Float64Array {
    const gain = this.#floats(name);
    const factor = 1 / Math.sqrt(dot(x, x) / x.length + normEpsilon);
    return x.map((value, index) => value * factor * (gain[index] ?? 0));
  }

  /** Rounds x to int8 by its largest magnitude, multiplies, scales back. */
  #linear(name: string, x: Float64Array, rows: number): Float64Array {
    const largest = x.reduce((maximum, value) => Math.max(maximum, Math.abs(value)), 1e-5);
    const integers = x.map((value) => Math.min(127, Math.max(-127, roundHalfEven((value * 127) / largest))));
    const { trits, scale } = this.#matrix(name);
    return new Float64Array(rows).map((_, row) => {
      const weights = trits.subarray(row * x.length, (row + 1) * x.length);
      return dot(weights, integers) * scale * (largest / 127);
    });
  }

  /** Turns the adjacent pair 2i, 2i + 1 of each head by position · theta^(−2i/headDim). */
  #rotate(x: Float64Array): Float64Array {
    return x.map((value, index) => {
      const pair = Math.floor((index % headDim) / 2);
      const angle = this.#position * ropeTheta ** ((-2 * pair) / headDim);
      const other = x[index % 2 === 0 ? index + 1 : index - 1] ?? 0;
      return value * Math.cos(angle) + other * Math.sin(index % 2 === 0 ? -angle : angle);
    });
  }

  #floats(name: string): Float64Array {
    const values = this.#weights.floats.get(name);
    if (values === undefined) throw new Error(`no tensor ${name}`);
    return values;
  }

  #matrix(name: string): TernaryMatrix {
    const matrix = this.#weights.matrices.get(name);
    if (matrix === undefined) throw new Error(`no matrix ${name}`);
    return matrix;
  }
}

/** One query head over all positions; adds to `out`. The scores, scaled and before the softmax, are returned. */
function attend(q: Float64Array, cache: Cache, kvBegin: number, out: Float64Array): Float64Array {
  const scores = Float64Array.from(
    cache.keys,
    (key) => dot(q, key.subarray(kvBegin, kvBegin + headDim)) / Math.sqrt(headDim),
  );
  const largest = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  for (const [position, value] of cache.values.entries()) {
    const share = (shares[position] ?? 0) / total;
    for (let i = 0; i < headDim; i++) out[i] = (out[i] ?? 0) + share * (value[kvBegin + i] ?? 0);
  }
  return scores;
}

/** The nearest integer; from halfway, the even one. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const above = x - floor;
  if (above === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return above < 0.5 ? floor : floor + 1;
}

/** Σ a_i·b_i. */
function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function add(to: Float64Array, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + (values[i] ?? 0);
}
