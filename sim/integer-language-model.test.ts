import { expect, test } from 'vitest';
import { quantise } from '../generator/model/quantise.ts';
import { type RandomModelOptions, randomFloatModel } from '../testbenches/arbitraries/model.ts';
import { NaiveLanguageModel } from '../testbenches/naive/language-model.ts';
import { IntegerLanguageModel } from './integer-language-model.ts';

const SEQUENCES = [
  [26, 0, 12, 12, 25, 3, 7, 1, 26, 5, 5, 5, 20, 19, 18, 17],
  [1, 1, 2],
];

const MODELS: readonly (readonly [RandomModelOptions, readonly 'norm_of_norm'[]])[] = [
  [{}, ['norm_of_norm']],
  [{ layers: 2, kvFormat: 'int16', weightFormat: 'int8' }, []],
  [{ weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16', layers: 2 }, ['norm_of_norm']],
  [{ activationFormat: 'int16', width: 12, heads: 3, ffn: 20, embeddingScale: 0.001 }, []],
  [{ weightFormat: 'q412', width: 6, heads: 1, ffn: 5, embeddingScale: 40 }, ['norm_of_norm']],
];

test.each(MODELS)('%j, folds %j: sim/math and the naive integration agree bit for bit', (options, folds) => {
  const model = quantise(randomFloatModel(options), { folds });
  const [fast, naive] = [new IntegerLanguageModel(model), new NaiveLanguageModel(model)];
  for (const tokens of SEQUENCES) {
    fast.begin();
    naive.begin();
    for (const token of tokens) expect(fast.step(token)).toEqual(naive.step(token));
  }
});
