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
 * @param headDim elements of a head without padding
 */
export function measureMaxima(
  model: FloatModel,
  linears: readonly IntegerLinear[],
  headDim = model.shape.headDim,
): Maxima {
  const forward = new FloatForward(model, linears, headDim);
  const random = uniformNumbers();
  const length = Math.min(model.shape.context, positions(linears));
  const sequences = Math.ceil(positions(linears) / length / 2);
  for (let sequence = 0; sequence < 2 * sequences; sequence++) {
    forward.begin();
    const drawn = sequence % 2 === 1;
    let token = firstToken(model, drawn, random);
    for (let position = 0; position < length; position++) {
      const logits = forward.step(token);
      token = drawn ? draw(logits, random()) : Math.floor(random() * model.shape.vocabulary);
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

/** A token by its probability, temperature 1. */
function draw(logits: Float64Array, uniform: number): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  let rest = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  const token = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return token < 0 ? weights.length - 1 : token;
}

/** Numbers in [0, 1). Source: Numerical Recipes, the "quick and dirty" generator modulo 2^32. */
function uniformNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor(state / 256) / 2 ** 24;
  };
}
