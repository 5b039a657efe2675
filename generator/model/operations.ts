import type { Sink } from '../design/program-word.ts';
import type { FloatLayer, FloatLinear, FloatModel, Norm } from './float-model.ts';
import { gainMantissas, hasGains } from './gains.ts';
import type { Fold, IntegerLinear, Operation } from './integer-model.ts';
import { identityConstant, linearConstant, type ScaleContext } from './scale-constants.ts';

/** The steps of a token, and the gains of the vectors that enter norm_quantise, in their order. */
export interface Program {
  readonly operations: readonly Operation[];
  readonly gains: readonly Int16Array[];
}

/**
 * The integer program of a prepared model, one token step. k and v come before q, so that the cache is written early.
 *
 * With an embedding norm an identity operation sets the residual stream, else the embedding itself does. With the fold
 * norm_of_norm the first layer's k, v and q read the embedding vector (their norm is that of the embedding), and the
 * identity comes after them; without it the identity emits the normalised vector, which they read and normalise again.
 */
export function tokenProgram(
  model: FloatModel,
  linears: readonly IntegerLinear[],
  folds: readonly Fold[],
  context: ScaleContext,
): Program {
  const build = new ProgramBuilder(model, linears, context);
  const folded = folds.includes('norm_of_norm');
  const normed = model.embeddingNorm !== null;
  build.embedding(normed && !folded ? model.embeddingNorm : firstNorm(model));
  if (normed && !folded) build.identity(firstNorm(model));
  model.layers.forEach((layer, index) => {
    const following = model.layers[index + 1]?.attentionNorm ?? model.finalNorm;
    build.project(layer, index);
    if (normed && folded && index === 0) build.identity(null);
    build.attention(index, layer.attentionSubNorm);
    build.linear(layer.wo, index, 'residual_add', layer.ffnNorm);
    build.feedForward(layer, index);
    build.linear(layer.down, index, 'residual_add', following);
  });
  build.linear(model.head, model.layers.length - 1, 'logits', NOT_EMITTED);
  return build.program();
}

/** Where a result does not become the next vector. */
const NOT_EMITTED = Symbol('not emitted');

function firstNorm({ layers, finalNorm }: FloatModel): Norm | null {
  return layers[0]?.attentionNorm ?? finalNorm;
}

/** What the vector in norm_quantise is: the norm that its readers want, its length without padding, the value of its 1. */
interface Vector {
  readonly norm: Norm | null;
  readonly length: number;
  readonly unit: number;
  readonly gainScale: number;
}

class ProgramBuilder {
  readonly #model: FloatModel;
  readonly #linears: readonly IntegerLinear[];
  readonly #context: ScaleContext;
  /** Where any vector has gains, all have: the hardware multiplies by what comes next in its memory. */
  readonly #gained: boolean;
  readonly #operations: Operation[] = [];
  readonly #gains: Int16Array[] = [];
  #vector: Vector = { norm: null, length: 0, unit: 1, gainScale: 1 };

  constructor(model: FloatModel, linears: readonly IntegerLinear[], context: ScaleContext) {
    this.#model = model;
    this.#linears = linears;
    this.#context = context;
    this.#gained = hasGains(model);
  }

  program(): Program {
    return { operations: this.#operations, gains: this.#gains };
  }

  embedding(norm: Norm | null): void {
    this.#operations.push({ kind: 'embedding', setsResidual: this.#model.embeddingNorm === null });
    this.#take(norm, this.#model.shape.width, 2 ** -this.#context.formats.xFrac);
  }

  /** @param following the norm of the vector that the result becomes; null where it does not */
  identity(following: Norm | null): void {
    const constant = identityConstant(this.#context, this.#vector.length);
    const emits = following !== null;
    const use = { layer: 0, norm: true, sink: 'residual_set', emits } as const;
    this.#operations.push({ kind: 'linear', linear: null, ...use, constant });
    if (following !== null) this.#take(following, this.#vector.length, this.#vector.unit);
  }

  project({ wk, wv, wq }: FloatLayer, layer: number): void {
    this.linear(wk, layer, 'k', NOT_EMITTED);
    this.linear(wv, layer, 'v', NOT_EMITTED);
    this.linear(wq, layer, 'q', NOT_EMITTED);
  }

  attention(layer: number, subNorm: Norm | null): void {
    const { heads, headDim } = this.#model.shape;
    const { fractions, headDim: unpadded } = this.#context;
    this.#operations.push({ kind: 'attention', layer });
    this.#take(subNorm, heads * headDim, fractions.attentionUnit, heads * unpadded);
  }

  feedForward({ gate, up, ffnSubNorm }: FloatLayer, layer: number): void {
    if (gate !== null) this.linear(gate, layer, 'gate', NOT_EMITTED);
    this.linear(up, layer, gate === null ? 'activation' : 'up', ffnSubNorm);
  }

  /** @param following the norm of the vector that the result becomes */
  linear(
    { name }: FloatLinear,
    layer: number,
    sink: Sink,
    following: Norm | null | typeof NOT_EMITTED,
  ): void {
    const index = this.#linears.findIndex((candidate) => candidate.name === name);
    const found = this.#linears[index];
    if (found === undefined) throw new Error(`no matrix ${name}`);
    const { norm, length, unit, gainScale } = this.#vector;
    const constant = linearConstant(this.#context, {
      weightScale: found.scale * gainScale,
      norm: norm === null ? null : length,
      unit,
      sink,
    });
    const emits = following !== NOT_EMITTED;
    const use = { layer, norm: norm !== null, sink, emits };
    this.#operations.push({ kind: 'linear', linear: index, ...use, constant });
    if (!emits) return;
    const hidden = sink === 'activation' || sink === 'up';
    const { xFrac } = this.#context.formats;
    const frac = hidden ? this.#context.fractions.hiddenFrac : xFrac;
    this.#take(following, hidden ? found.rows : this.#model.shape.width, 2 ** -frac);
  }

  /** @param counted elements that are no padding: a mean is over them */
  #take(norm: Norm | null, length: number, unit: number, counted = length): void {
    this.#vector = { norm, length: counted, unit, gainScale: 1 };
    if (!this.#gained) return;
    const { mantissas, scale } = gainMantissas(norm?.gain ?? null, length);
    this.#gains.push(mantissas);
    this.#vector = { norm, length: counted, unit, gainScale: scale };
  }
}
