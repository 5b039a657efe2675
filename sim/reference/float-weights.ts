import type { FloatLayer, FloatLinear, FloatModel } from '../../generator/model/float-model.ts';

/** A matrix to compute with: y = W x + b. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  /** [rows × cols], row-major. */
  readonly values: Float64Array;
  readonly bias: Float64Array | null;
}

/** The matrices of a layer. */
export interface LayerMatrices<M> {
  readonly wq: M;
  readonly wk: M;
  readonly wv: M;
  readonly wo: M;
  readonly gate: M | null;
  readonly up: M;
  readonly down: M;
}

/** All matrices, each made once by `make`; `isHead` tells it which is the head. */
export function eachMatrix<M>(
  model: FloatModel,
  make: (linear: FloatLinear, isHead: boolean) => M,
): { readonly layers: readonly LayerMatrices<M>[]; readonly head: M } {
  const one = (linear: FloatLinear): M => make(linear, false);
  return {
    layers: model.layers.map(({ wq, wk, wv, wo, gate, up, down }: FloatLayer) => ({
      wq: one(wq),
      wk: one(wk),
      wv: one(wv),
      wo: one(wo),
      gate: gate === null ? null : one(gate),
      up: one(up),
      down: one(down),
    })),
    head: make(model.head, true),
  };
}

/**
 * A matrix with the weights that the model computes with: those of a model that was trained ternary are trits times their
 * mean magnitude, but for the head of a Llama, which is trained in float.
 */
export function trainedMatrix(model: FloatModel, linear: FloatLinear, isHead: boolean): Matrix {
  const { rows, cols, values, bias = null, tritScale } = linear;
  const latent = model.trainedTernary && tritScale === undefined && !(isHead && model.kind === 'llama');
  return { rows, cols, values: latent ? ternary(values) : values, bias };
}

/** t·g, g = mean |W|, t = clip(round(W/g), ±1). Source: Ma et al., The Era of 1-bit LLMs, eq. 1–3. */
function ternary(values: Float64Array): Float64Array {
  let total = 0;
  for (const value of values) total += Math.abs(value);
  const scale = total / values.length;
  // A tie at half a scale goes to the even trit, 0.
  return values.map((value) => (Math.abs(value) > scale / 2 ? Math.sign(value) * scale : 0));
}
