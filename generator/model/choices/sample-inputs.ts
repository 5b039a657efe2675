import { drawToken, uniformNumbers } from '../draw-token.ts';
import { FloatForward } from '../float-forward.ts';
import { type FloatModel, modelLinears } from '../float-model.ts';

/** What a model multiplies its matrices by while it speaks: vectors one after the other, by the matrix' name. */
export interface Samples {
  /** Vectors of each matrix. */
  readonly count: number;
  readonly inputs: ReadonlyMap<string, Float64Array>;
  /** The position of each vector in its sequence. */
  readonly positions: Int32Array;
}

/** Multiplications that sampling may cost (about a second), and the positions that it takes at least and at most. */
const BUDGET = 7e8;
const LEAST_POSITIONS = 512;
const MOST_POSITIONS = 2048;
/** Positions of a sequence. */
const LONGEST = 256;

/**
 * Sequences that the model draws of itself at temperature 1, from its boundary token on: what it will meet where it is
 * used, without a text at hand. The draws are the same on every run.
 *
 * @param headDim elements of a head without the padding that `model` may have
 */
export function sampleInputs(model: FloatModel, headDim: number): Samples {
  const linears = modelLinears(model);
  const products = linears.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  const length = Math.min(model.shape.context, LONGEST);
  const wanted = Math.min(Math.max(Math.floor(BUDGET / products), LEAST_POSITIONS), MOST_POSITIONS);
  const sequences = Math.ceil(wanted / length);
  const count = sequences * length;
  const inputs = new Map(readers(model).map(({ name, cols }) => [name, new Float64Array(count * cols)]));
  let position = 0;
  const forward = new FloatForward(
    model,
    linears.map(({ name, rows, cols, values }) => ({
      ...{ name, rows, cols },
      ...{ weights: values, scale: 1, rowScales: null },
    })),
    { sequences, headDim, onInput: (name, x) => inputs.get(name)?.set(x, position * x.length) },
  );
  const random = uniformNumbers();
  const anyToken = (): number => Math.floor(random() * model.shape.vocabulary);
  let tokens = Array.from({ length: sequences }, () => model.tokenizer.boundary ?? anyToken());
  for (; position < length; position++) {
    const logits = forward.step(tokens);
    const size = model.shape.vocabulary;
    tokens = tokens.map((_, i) => drawToken(logits.subarray(i * size, (i + 1) * size), random()));
  }
  return {
    count,
    inputs,
    positions: Int32Array.from({ length: count }, (_, i) => Math.floor(i / sequences)),
  };
}

/** The vectors of one matrix. */
export function inputsOf({ inputs }: Samples, name: string): Float64Array {
  const found = inputs.get(name);
  if (found === undefined) throw new Error(`no samples of ${name}`);
  return found;
}

/** One matrix of all those that read the same vector: wk also for wq and wv, up also for gate. */
function readers({ layers, head }: FloatModel): readonly FloatModel['head'][] {
  return [...layers.flatMap(({ wk, wo, up, down }) => [wk, wo, up, down]), head];
}
