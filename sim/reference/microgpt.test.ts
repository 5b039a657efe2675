import { describe, expect, test } from 'vitest';
import { newActivations } from '../../designs/training/activations.ts';
import { FLOAT_PRECISION } from '../../designs/training/float-precision.ts';
import { forward } from '../../designs/training/forward.ts';
import { zeroParameters } from '../../designs/training/parameters.ts';
import { FloatForward } from '../../generator/model/float-forward.ts';
import { type FloatModel, modelLinears } from '../../generator/model/float-model.ts';
import { quantise } from '../../generator/model/quantise.ts';
import { randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import { MicroGpt } from './microgpt.ts';

const TOKENS = [26, 0, 12, 12, 25, 3, 7, 1, 26, 5, 5, 5, 20, 19, 18, 17];

function logitsOf(model: FloatModel): readonly number[][] {
  const reference = new MicroGpt(model);
  return TOKENS.map((token) => Array.from(reference.step(token)));
}

function expectClose(a: readonly number[], b: readonly number[]): void {
  expect(a.length).toBe(b.length);
  for (const [index, value] of a.entries()) expect(value).toBeCloseTo(b[index] ?? Number.NaN, 9);
}

describe('microGPT in float64', () => {
  test('predicts what the training code predicts', () => {
    const model = randomFloatModel({ weightFormat: 'q412' });
    const [layer] = model.layers;
    if (layer === undefined) throw new Error('a model has a layer');
    const parameters = zeroParameters();
    parameters.views.wte.set(model.tokenEmbedding);
    if (model.positions.kind === 'learned') parameters.views.wpe.set(model.positions.embedding);
    for (const linear of modelLinears(model)) {
      parameters.views[linear.name as keyof typeof parameters.views].set(linear.values);
    }
    const activations = newActivations();
    forward(parameters, Int32Array.from([...TOKENS, 0]), FLOAT_PRECISION, activations);
    expectClose(logitsOf(model).flat(), Array.from(activations.logits));
  });

  test('predicts what the calibration predicts on the weights as quantised, for several layers', () => {
    // Ternary weights that are exact: ±1 and 0, times their mean magnitude.
    const model = randomFloatModel({ layers: 3, width: 12, heads: 3, ffn: 20 });
    const calibration = new FloatForward(model, quantise(model).linears);
    expectClose(
      logitsOf(model).flat(),
      TOKENS.flatMap((token) => Array.from(calibration.step([token]))),
    );
  });

  test('forgets a sequence when another begins', () => {
    const reference = new MicroGpt(randomFloatModel());
    const first = Array.from(reference.step(3));
    reference.step(4);
    reference.begin();
    expect(Array.from(reference.step(3))).toEqual(first);
  });

  test('computes with latent weights where it was not trained ternary', () => {
    const model = randomFloatModel();
    expect(logitsOf({ ...model, trainedTernary: false })).not.toEqual(logitsOf(model));
  });
});
