import { describe, expect, it } from 'vitest';
import { batchGradient } from './batch-gradient.ts';
import { FLOAT_PRECISION } from './float-precision.ts';
import { randomParameters } from './initialise.ts';
import { type Parameters, zeroParameters } from './parameters.ts';
import { Random } from './random.ts';
import { BOUNDARY, CONTEXT, TENSORS } from './shape.ts';
import { TERNARY_PRECISION } from './ternary-precision.ts';

/** One short document, and one that fills the context without a boundary at its end. */
const DOCUMENTS = [
  Int32Array.of(BOUNDARY, 0, 13, 13, 0, BOUNDARY),
  Int32Array.from({ length: CONTEXT + 1 }, (_, t) => (t * 7) % BOUNDARY),
];
/** Central differences of a smooth function are wrong by about STEP², and by rounding about 1e-16/STEP. */
const STEP = 1e-5;

function moved(parameters: Parameters, index: number, by: number): Parameters {
  const copy = zeroParameters();
  copy.all.set(parameters.all);
  copy.all[index]! += by;
  return copy;
}

function gradientAt(parameters: Parameters, precision = FLOAT_PRECISION): Float64Array {
  return batchGradient(precision)(parameters, DOCUMENTS).gradient.all;
}

describe('backward', () => {
  it.each(TENSORS.map(({ name }) => name))('gives the finite differences of the loss in %s', (name) => {
    const random = new Random(7);
    const parameters = randomParameters(random);
    const begin = parameters.views[name].byteOffset / Float64Array.BYTES_PER_ELEMENT;
    const gradientOf = batchGradient(FLOAT_PRECISION);
    const gradient = gradientAt(parameters);
    for (let sample = 0; sample < 24; sample++) {
      const index = begin + Math.floor(random.uniform() * parameters.views[name].length);
      const above = gradientOf(moved(parameters, index, STEP), DOCUMENTS).loss;
      const below = gradientOf(moved(parameters, index, -STEP), DOCUMENTS).loss;
      expect(gradient[index]).toBeCloseTo((above - below) / (2 * STEP), 8);
    }
  });

  it('passes gradients straight through ternary weights', () => {
    const exact = randomParameters(new Random(8));
    const rounded = zeroParameters();
    TERNARY_PRECISION.roundWeights(exact, rounded);
    const roundsWeights = { ...FLOAT_PRECISION, roundWeights: TERNARY_PRECISION.roundWeights };
    expect(gradientAt(exact, roundsWeights)).toEqual(gradientAt(rounded));
  });

  it('passes no gradient to queries and keys that clip', () => {
    const gradient = zeroParameters();
    gradient.all.set(gradientAt(randomParameters(new Random(9)), { ...FLOAT_PRECISION, headLimit: 0 }));
    expect(gradient.views['layer0.attn_wq'].every((slope) => slope === 0)).toBe(true);
    expect(gradient.views['layer0.attn_wo'].some((slope) => slope !== 0)).toBe(true);
  });
});
