import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { FLOAT_PRECISION } from './float-precision.ts';
import { randomParameters } from './initialise.ts';
import { learningRate } from './learning-rate.ts';
import type { Parameters } from './parameters.ts';
import type { Precision } from './precision.ts';
import { Random } from './random.ts';
import { BOUNDARY } from './shape.ts';
import { TERNARY_PRECISION } from './ternary-precision.ts';
import { train } from './train.ts';

const DOCUMENTS = ['ada', 'eva', 'ida', 'ava'].map((name) =>
  Int32Array.from([BOUNDARY, ...Array.from(name, (letter) => letter.charCodeAt(0) - 97), BOUNDARY]),
);

function trained(precision: Precision): Parameters {
  const parameters = randomParameters(new Random(1));
  const options = { seed: 1, passes: 60, batch: 2, peakRate: 1e-2, warmUpSteps: 10, decay: 0.01 };
  train(parameters, DOCUMENTS, { precision, ...options });
  return parameters;
}

describe.each([
  ['float', FLOAT_PRECISION],
  ['ternary', TERNARY_PRECISION],
])('train, %s', (_, precision) => {
  it('learns a few names by heart, as far as they can be known', () => {
    // The first letter is one of a, a, e, i (1.04 nats); after an a, d, v or the end are told apart by position.
    const untrained = evaluate(randomParameters(new Random(1)), DOCUMENTS, precision).loss;
    expect(evaluate(trained(precision), DOCUMENTS, precision).loss).toBeLessThan(
      Math.min(0.5, untrained / 4),
    );
  });

  it('gives the same bits again', () => {
    expect(trained(precision).all).toEqual(trained(precision).all);
  });
});

describe('learningRate', () => {
  it('rises to its peak, falls past half of it, and ends near 0', () => {
    const rates = [0, 9, 10, 60, 109].map((step) => learningRate(step, 110, 10, 2));
    expect(rates.map((rate) => rate.toFixed(3))).toEqual(['0.200', '2.000', '2.000', '1.000', '0.000']);
  });
});
