import { type Parameters, zeroParameters } from './parameters.ts';
import type { Random } from './random.ts';
import { TENSORS } from './shape.ts';

/** Standard deviation of the embeddings: small beside 1, so that training and not chance places the letters. */
const EMBEDDING_DEVIATION = 0.2;

/** Random weights: linear tensors with deviation 1/sqrt(cols), which keeps the variance of their input. */
export function randomParameters(random: Random): Parameters {
  const parameters = zeroParameters();
  for (const { name, cols, linear } of TENSORS) {
    const deviation = linear ? 1 / Math.sqrt(cols) : EMBEDDING_DEVIATION;
    const values = parameters.views[name];
    for (let index = 0; index < values.length; index++) values[index] = deviation * random.gaussian();
  }
  return parameters;
}
