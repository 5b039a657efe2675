import type {
  IntegerGroups,
  IntegerLinear,
  IntegerModel,
  Operation,
  ScaleConstant,
} from '../../generator/model/integer-model.ts';
import { attention } from './attention.ts';
import { relu2Mul, siluMul } from './gated-activation.ts';
import { clamp, entry, floorDiv, pow2, rhe, total } from './integers.ts';
import { gained, noNorm, norm, quantise } from './norm-quantise.ts';
import { rope as turn } from './rope.ts';
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
  /** The last vector that entered norm_quantise, and the same times its gains. */
  #vector: Vector = [];
  #operand: Vector = [];
  #epsilon = 0;
  /** Vectors of this step so far. */
  #vectors = 0;
  /** Keys, values and queries of this step so far. */
  #projections = 0;
  #gate: Vector = [];
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
    this.#vectors = 0;
    this.#projections = 0;
    const { formats } = this.#model;
    for (const operation of this.#model.operations) {
      if (operation.kind === 'embedding') {
        this.#enter(this.#embedding(token), formats.normEps);
        if (operation.setsResidual) this.#residual = this.#vector;
      } else if (operation.kind === 'attention') {
        this.#enter(this.#attention(operation.layer), formats.attentionNormEps);
      } else this.#linear(operation);
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
    return Array.from({ length: shape.width }, (_, i) => {
      const learned =
        positionEmbedding === null ? 0 : entry(positionEmbedding, this.#position * shape.width + i);
      return clamp(formats.xBits, BigInt(entry(tokenEmbedding, token * shape.width + i)) + BigInt(learned));
    });
  }

  /** A vector enters norm_quantise: raw for the norm, times its gains for the quantisation. */
  #enter(x: Vector, epsilon: number): void {
    this.#vector = x;
    this.#epsilon = epsilon;
    const gains = this.#model.gains[this.#vectors];
    this.#operand = gains === undefined ? x : gained(x, gains);
    this.#vectors += 1;
  }

  #attention(layer: number): Vector {
    const { k, v } = entry(this.#caches, layer);
    const { shape, formats } = this.#model;
    const { kvScaled, dotShift: DS, scoreShift: SS, outShift: OS, valueGuard: VG } = formats;
    const scaled = kvScaled ? { scaled: { DS, SS, OS, VG } } : {};
    return attention(this.#model, this.#q, k, v, { kvHeads: shape.kvHeads, ...scaled });
  }

  #linear(operation: LinearOperation): void {
    const result = this.#deliver(operation, this.#result(operation));
    if (!operation.emits) return;
    const hidden = operation.sink === 'activation' || operation.sink === 'up';
    const { hiddenNormEps, normEps } = this.#model.formats;
    this.#enter(result, hidden ? hiddenNormEps : normEps);
  }

  /** §4: product and scale, clamped to the format of the destination. */
  #result(operation: LinearOperation): Vector {
    const { formats, linears } = this.#model;
    const SB = formats.scaleBits;
    const { h, rm } = operation.norm ? norm(this.#vector, this.#epsilon, this.#model) : noNorm(this.#model);
    const linear = operation.linear === null ? null : entry(linears, operation.linear);
    const quantised = quantise(this.#operand, this.#model);
    const { e, am } = linear === null ? { e: 0, am: pow2(SB - 1) } : quantised;
    const rounded =
      linear === null
        ? this.#vector
        : product(linear, quantised.q, formats.groupSize).map((acc) => this.#rounded(acc));
    const { mantissa, shift } = this.#constant(operation);
    const m1 = floorDiv(BigInt(mantissa) * am, pow2(SB - 1));
    const m = floorDiv(m1 * rm, pow2(SB));
    const sh = shift - e + h;
    if (sh < 0) throw new Error(`a shift of ${sh}`);
    const bits = this.#bits(operation);
    return rounded.map((acc, row) => {
      if (!formats.rowScales) return clamp(bits, sh > 36 ? 0n : rhe(acc * m, pow2(sh)));
      const rho =
        linear === null || linear.rowScales === null ? pow2(15) : BigInt(entry(linear.rowScales, row));
      return clamp(bits, rhe(acc * floorDiv(m * rho, pow2(SB - 1)), pow2(sh + 16 - SB)));
    });
  }

  /** acc18 */
  #rounded(acc: bigint): bigint {
    const { accShift, rowScales } = this.#model.formats;
    const half = accShift === 0 || rowScales ? 0n : pow2(accShift - 1);
    return floorDiv(acc + half, pow2(accShift));
  }

  /** §6c */
  #hidden(up: Vector): Vector {
    const { formats, sigmoid } = this.#model;
    const { xBits: X, gateFrac: gFrac, upFrac: uFrac, hiddenFrac: hFrac } = formats;
    const units = { X, gFrac, uFrac, hFrac };
    return this.#gate.map((gate, i) =>
      sigmoid === null ? relu2Mul(gate, entry(up, i), units) : siluMul(gate, entry(up, i), units, sigmoid),
    );
  }

  #biased(y: Vector): Vector {
    const bias = this.#model.biases[this.#projections];
    this.#projections += 1;
    if (bias === undefined) return y;
    return y.map((value, i) => clamp(this.#model.formats.headBits, value + BigInt(entry(bias, i))));
  }

  #turned(x: Vector): Vector {
    const { rope, shape, formats } = this.#model;
    if (rope === null) return x;
    const heads = Array.from({ length: x.length / shape.headDim }, (_, head) =>
      x.slice(head * shape.headDim, (head + 1) * shape.headDim),
    );
    return heads.flatMap((head) => turn(head, this.#position, rope, formats.headBits));
  }

  #constant({ sink, constant }: LinearOperation): ScaleConstant {
    return sink === 'logits' ? headConstant(this.#model, constant, this.#controls) : constant;
  }

  #bits({ sink }: LinearOperation): number {
    const { xBits, headBits, logitBits } = this.#model.formats;
    if (sink === 'logits') return logitBits;
    return sink === 'k' || sink === 'v' || sink === 'q' ? headBits : xBits;
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
        cache.k.push(this.#turned(this.#biased(y)));
        return y;
      case 'v':
        cache.v.push(this.#biased(y));
        return y;
      case 'q':
        this.#q = this.#turned(this.#biased(y));
        return y;
      case 'gate':
        this.#gate = y;
        return y;
      case 'up':
        return this.#hidden(y);
      case 'logits':
        this.#z = y;
        return y;
    }
  }
}

/** acc = W q, exact. */
function product(linear: IntegerLinear, q: Vector, groupSize: number): Vector {
  const { rows, cols, weights, groups } = linear;
  if (groups !== null) return groupedProduct(linear, groups, q, groupSize);
  return Array.from({ length: rows }, (_, row) =>
    total(q.map((element, col) => BigInt(entry(weights, row * cols + col)) * element)),
  );
}

/** §4a: acc = Σ_g S_g · (Σ u q − z_g Σ q) */
function groupedProduct(
  { rows, cols }: IntegerLinear,
  { codes, zeroPoints, scales }: IntegerGroups,
  q: Vector,
  groupSize: number,
): Vector {
  const perRow = Math.ceil(cols / groupSize);
  return Array.from({ length: rows }, (_, row) =>
    total(
      Array.from({ length: perRow }, (_unused, group) => {
        const operands = q.slice(group * groupSize, (group + 1) * groupSize);
        const first = row * cols + group * groupSize;
        const products = operands.map((element, i) => BigInt(entry(codes, first + i)) * element);
        const [scale, zeroPoint] = [
          entry(scales, row * perRow + group),
          entry(zeroPoints, row * perRow + group),
        ];
        return BigInt(scale) * (total(products) - BigInt(zeroPoint) * total(operands));
      }),
    ),
  );
}
