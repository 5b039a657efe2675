import { expect, test } from 'vitest';
import { quantise } from '../../generator/model/quantise.ts';
import { FloatTransformer } from '../../sim/reference/transformer.ts';
import { randomFloatModel } from '../arbitraries/model.ts';
import { NaiveAccelerator } from './token-step.ts';

const WIDE = { weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' } as const;

test('generates greedily what the float model generates', () => {
  const model = randomFloatModel(WIDE);
  const [naive, float] = [new NaiveAccelerator(quantise(model)), new FloatTransformer(model)];
  let token = 26;
  for (let position = 0; position < model.shape.context; position++) {
    naive.step(token);
    const logits = float.step(token);
    token = naive.sample();
    expect(token).toBe(logits.indexOf(Math.max(...logits)));
  }
  expect(() => naive.step(token)).toThrow('the context is full');
});

test('a temperature divides the logits', () => {
  const integer = quantise(randomFloatModel(WIDE));
  const controls = { temperature: 0.5, topK: 0, topP: 1, seed: 7 };
  const [cold, plain] = [new NaiveAccelerator(integer, controls), new NaiveAccelerator(integer)];
  const zs = plain.step(26);
  // 12 fraction bits and 16-bit mantissas.
  for (const [i, z] of cold.step(26).entries())
    expect(Math.abs(Number(z) - 2 * Number(zs[i]))).toBeLessThanOrEqual(3);
});

test('the same seed samples the same tokens, another one does not', () => {
  const integer = quantise(randomFloatModel());
  const tokens = (seed: number): number[] => {
    const naive = new NaiveAccelerator(integer, { temperature: 2, topK: 0, topP: 1, seed });
    let token = 26;
    return Array.from({ length: 16 }, () => {
      naive.step(token);
      token = naive.sample();
      return token;
    });
  };
  expect(tokens(3)).toEqual(tokens(3));
  expect(tokens(3)).not.toEqual(tokens(4));
});
