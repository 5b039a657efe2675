import { drawToken, uniformNumbers } from './draw-token.ts';
import { FloatForward, type Maxima } from './float-forward.ts';
import type { FloatModel } from './float-model.ts';
import type { IntegerLinear } from './integer-model.ts';

/** Multiplications that calibration may cost (about two seconds), and the least positions it runs all the same. */
const BUDGET = 2e8;
const LEAST_POSITIONS = 32;
const MOST_POSITIONS = 1024;

/**
 * Largest magnitudes over the calibration sequences.
 * Half of them are random tokens, half are drawn from the model itself; both are the same on every run.
 *
 * @param headDim elements of a head without the padding that `model` may have
 */
export function measureMaxima(
  model: FloatModel,
  linears: readonly IntegerLinear[],
  headDim: number = model.shape.headDim,
): Maxima {
  const forward = new FloatForward(model, linears, { headDim });
  const random = uniformNumbers();
  const length = Math.min(model.shape.context, positions(linears));
  const sequences = Math.ceil(positions(linears) / length / 2);
  for (let sequence = 0; sequence < 2 * sequences; sequence++) {
    forward.begin();
    const drawn = sequence % 2 === 1;
    let token = firstToken(model, drawn, random);
    for (let position = 0; position < length; position++) {
      const logits = forward.step([token]);
      token = drawn ? drawToken(logits, random()) : Math.floor(random() * model.shape.vocabulary);
    }
  }
  return forward.maxima;
}

function positions(linears: readonly IntegerLinear[]): number {
  const products = linears.reduce((sum, { weights }) => sum + weights.length, 0);
  return Math.min(Math.max(Math.floor(BUDGET / products), LEAST_POSITIONS), MOST_POSITIONS);
}

function firstToken({ shape, tokenizer }: FloatModel, drawn: boolean, random: () => number): number {
  const any = Math.floor(random() * shape.vocabulary);
  return drawn ? (tokenizer.boundary ?? any) : any;
}
