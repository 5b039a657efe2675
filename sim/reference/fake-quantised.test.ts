import { describe, expect, test } from 'vitest';
import { quantise } from '../../generator/model/quantise.ts';
import { type RandomModelOptions, randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import { NaiveLanguageModel } from '../../testbenches/naive/language-model.ts';
import { FakeQuantised } from './fake-quantised.ts';
import type { LanguageModel } from './language-model.ts';
import { MicroGpt } from './microgpt.ts';
import { QUANTISATION_POINTS, quantisedMatrix } from './quantisation-points.ts';

const TOKENS = [26, 0, 12, 12, 25, 3, 7, 1, 26, 5, 5, 5, 20, 19, 18, 17];

/** Root mean square difference of the logits over the sequence. */
function distance(a: LanguageModel, b: LanguageModel): number {
  let [sum, count] = [0, 0];
  for (const token of TOKENS) {
    const [left, right] = [Array.from(a.step(token)), b.step(token)];
    for (const [index, logit] of left.entries()) {
      sum += (logit - (right[index] ?? Number.NaN)) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}

const MODELS: readonly (readonly [string, RandomModelOptions, number, number])[] = [
  // What the formats may cost against float, and what the tables may cost against the fake-quantised form (logits have
  // a deviation of about 2.5).
  ['ternary', { weightFormat: 'ternary' }, 0.1, 0.03],
  ['q412', { weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' }, 0.002, 0.002],
  ['int8 weights, int16 kv', { weightFormat: 'int8', kvFormat: 'int16' }, 0.1, 0.03],
  [
    'two layers',
    { weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16', layers: 2 },
    0.004,
    0.004,
  ],
  ['ternary, int16, kv int8', { activationFormat: 'int16', layers: 2 }, 0.15, 0.02],
];

describe.each(MODELS)('%s', (_name, options, formatCost, tableCost) => {
  const model = randomFloatModel(options);
  const integer = quantise(model);

  test('without a quantisation point and without the fold it is the float model', () => {
    const exact = { ...model, trainedTernary: false };
    const unfolded = new FakeQuantised(exact, { ...integer, folds: [] }, []);
    expect(distance(unfolded, new MicroGpt(exact))).toBeLessThan(1e-12);
  });

  test('with all of them it is near the float model, and nearer to the integer model', () => {
    expect(distance(new FakeQuantised(model, integer), new MicroGpt(model))).toBeLessThan(formatCost);
    expect(distance(new FakeQuantised(model, integer), new NaiveLanguageModel(integer))).toBeLessThan(
      tableCost,
    );
  });

  test('quantises the same weights', () => {
    const linears = new Map(integer.linears.map((linear) => [linear.name, linear]));
    for (const linear of [...model.layers.flatMap((layer) => Object.values(layer)), model.head]) {
      const own = quantisedMatrix(linear, model.weightFormat);
      // A weight of 0 may be −0 here.
      expect(Array.from(own.integers, (weight) => weight + 0)).toEqual(
        Array.from(linears.get(linear.name)?.weights ?? []),
      );
      expect(own.step).toBe(linears.get(linear.name)?.scale);
    }
  });
});

test('every point changes something', () => {
  const model = randomFloatModel();
  const integer = quantise(model);
  for (const [index] of QUANTISATION_POINTS.entries()) {
    const before = new FakeQuantised(model, integer, QUANTISATION_POINTS.slice(0, index));
    const after = new FakeQuantised(model, integer, QUANTISATION_POINTS.slice(0, index + 1));
    expect(distance(before, after)).toBeGreaterThan(0);
  }
});
