import type {
  IntegerLinear,
  IntegerModel,
  Operation,
  ScaleConstant,
} from '../../generator/model/integer-model.ts';
import { attention } from './attention.ts';
import { clamp, entry, floorDiv, pow2, rhe, total } from './integers.ts';
import { noNorm, norm, quantise } from './norm-quantise.ts';
import { type Controls, GREEDY, headConstant, nextState, sample, seededState } from './sampler.ts';

type LinearOperation = Extract<Operation, { kind: 'linear' }>;
type Vector = readonly bigint[];

/** Keys and values of one layer, by position. */
interface Cache {
  readonly k: Vector[];
  readonly v: Vector[];
}

/**
 * The third writing of docs/arithmetic.md: one sequence, slow and obvious, in BigInt, straight from the page and the
 * integer model. It shares nothing with `sim/math`, knows no hardware, and computes what both must compute.
 */
export class NaiveAccelerator {
  readonly #model: IntegerModel;
  readonly #controls: Controls;
  readonly #caches: readonly Cache[];
  #state: bigint;
  #position = 0;
  /** The last vector that entered norm_quantise. */
  #vector: Vector = [];
  #residual: Vector = [];
  #q: Vector = [];
  #z: Vector = [];

  constructor(model: IntegerModel, controls: Controls = GREEDY) {
    this.#model = model;
    this.#controls = controls;
    this.#caches = Array.from({ length: model.shape.layers }, () => ({ k: [], v: [] }));
    this.#state = seededState(controls.seed);
  }

  /** Runs `token` at the next position; z, the scaled logits[vocabulary]. */
  step(token: number): Vector {
    if (this.#position >= this.#model.shape.context) throw new Error('the context is full');
    for (const operation of this.#model.operations) {
      if (operation.kind === 'embedding') this.#vector = this.#embedding(token);
      else if (operation.kind === 'attention') this.#vector = this.#attention(operation.layer);
      else this.#linear(operation);
    }
    this.#position += 1;
    return this.#z;
  }

  /** The token that follows the last step; the random generator advances. */
  sample(): number {
    this.#state = nextState(this.#state);
    return sample(this.#model, this.#controls, this.#z, this.#state >> 8n);
  }

  #embedding(token: number): Vector {
    const { shape, formats, tokenEmbedding, positionEmbedding } = this.#model;
    return Array.from({ length: shape.width }, (_, i) =>
      clamp(
        formats.xBits,
        BigInt(entry(tokenEmbedding, token * shape.width + i)) +
          BigInt(entry(positionEmbedding, this.#position * shape.width + i)),
      ),
    );
  }

  #attention(layer: number): Vector {
    const { k, v } = entry(this.#caches, layer);
    return attention(this.#model, this.#q, k, v);
  }

  #linear(operation: LinearOperation): void {
    const result = this.#deliver(operation, this.#result(operation));
    if (operation.emits) this.#vector = result;
  }

  /** §4: product and scale, clamped to the format of the destination. */
  #result(operation: LinearOperation): Vector {
    const { formats, linears } = this.#model;
    const SB = formats.scaleBits;
    const { h, rm } = operation.norm ? norm(this.#vector, this.#model) : noNorm(this.#model);
    const identity = operation.linear === null;
    const quantised = quantise(this.#vector, this.#model);
    const { e, am } = identity ? { e: 0, am: pow2(SB - 1) } : quantised;
    const acc18 = identity
      ? this.#vector
      : product(entry(linears, operation.linear), quantised.q).map((acc) => this.#rounded(acc));
    const { mantissa, shift } = this.#constant(operation);
    const m1 = floorDiv(BigInt(mantissa) * am, pow2(SB - 1));
    const m = floorDiv(m1 * rm, pow2(SB));
    const sh = shift - e + h;
    if (sh < 0) throw new Error(`a shift of ${sh}`);
    return acc18.map((acc) => clamp(this.#bits(operation), sh > 36 ? 0n : rhe(acc * m, pow2(sh))));
  }

  /** acc18 */
  #rounded(acc: bigint): bigint {
    const { accShift } = this.#model.formats;
    return accShift === 0 ? acc : floorDiv(acc + pow2(accShift - 1), pow2(accShift));
  }

  #constant({ sink, constant }: LinearOperation): ScaleConstant {
    return sink === 'logits' ? headConstant(this.#model, constant, this.#controls) : constant;
  }

  #bits({ sink }: LinearOperation): number {
    const { xBits, kvBits, logitBits } = this.#model.formats;
    if (sink === 'logits') return logitBits;
    return sink === 'k' || sink === 'v' || sink === 'q' ? kvBits : xBits;
  }

  /** Takes y to its destination; what enters norm_quantise next if the operation emits. */
  #deliver({ sink, layer }: LinearOperation, y: Vector): Vector {
    const cache = entry(this.#caches, layer);
    switch (sink) {
      case 'residual_set':
        this.#residual = y;
        return y;
      case 'residual_add':
        this.#residual = this.#residual.map((x, i) => clamp(this.#model.formats.xBits, x + entry(y, i)));
        return this.#residual;
      case 'activation':
        return y.map((value) => (value > 0n ? value : 0n));
      case 'k':
        cache.k.push(y);
        return y;
      case 'v':
        cache.v.push(y);
        return y;
      case 'q':
        this.#q = y;
        return y;
      case 'logits':
        this.#z = y;
        return y;
    }
  }
}

/** acc = W q, exact. */
function product({ rows, cols, weights }: IntegerLinear, q: Vector): Vector {
  return Array.from({ length: rows }, (_, row) =>
    total(q.map((element, col) => BigInt(entry(weights, row * cols + col)) * element)),
  );
}
