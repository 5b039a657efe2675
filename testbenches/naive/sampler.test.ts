import { describe, expect, test } from 'vitest';
import { quantise } from '../../generator/model/quantise.ts';
import { randomFloatModel } from '../arbitraries/model.ts';
import { type Controls, GREEDY, headConstant, nextState, sample, seededState } from './sampler.ts';

const MODEL = quantise({ ...randomFloatModel(), calibration: { qFrac: 4, kFrac: 4, vFrac: 4 } });
const ONE = 2n ** BigInt(MODEL.formats.logitFrac);
const ANY: Controls = { temperature: 1, topK: 0, topP: 1, seed: 1 };
const LARGEST_U = 2n ** 24n - 1n;

/** Weights 1, ½, ½, ¼ and next to nothing, at tokens 1, 0, 3, 4 and 2. */
const Z = [-ONE, 0n, -40n * ONE, -ONE, -2n * ONE];

/** Tokens that come out for 2^8 even steps of u, with their counts. */
function counts(controls: Controls, z: readonly bigint[] = Z): readonly number[] {
  const result = z.map(() => 0);
  for (let step = 0n; step < 256n; step++) {
    const token = sample(MODEL, controls, z, step << 16n);
    result[token] = (result[token] ?? 0) + 1;
  }
  return result;
}

describe('choice', () => {
  test('in proportion to the weights: 2 : 4 : 0 : 2 : 1 of 9', () => {
    expect(counts(ANY)).toEqual([57, 114, 0, 57, 28]);
  });

  test('greedy takes the first of the largest, whatever u', () => {
    expect(sample(MODEL, GREEDY, [5n, 7n, 7n], LARGEST_U)).toBe(1);
    expect(counts(GREEDY)).toEqual([0, 256, 0, 0, 0]);
  });

  test('top-k ranks equal logits by their index', () => {
    expect(counts({ ...ANY, topK: 2 })).toEqual([86, 170, 0, 0, 0]);
    expect(counts({ ...ANY, topK: 100 })).toEqual(counts(ANY));
  });

  test('top-p keeps a rank while those before it weigh less than p', () => {
    // Before the ranks: 0, 4/9, 6/9, 8/9.
    expect(counts({ ...ANY, topP: 0.4 })).toEqual([0, 256, 0, 0, 0]);
    expect(counts({ ...ANY, topP: 0.5 })).toEqual([86, 170, 0, 0, 0]);
    expect(counts({ ...ANY, topP: 0.9 })).toEqual(counts(ANY));
    expect(counts({ ...ANY, topP: 0 })).toEqual([0, 256, 0, 0, 0]);
  });

  test('the largest u takes the last token that is kept', () => {
    expect(sample(MODEL, ANY, Z, LARGEST_U)).toBe(4);
  });
});

describe('temperature', () => {
  const constant = { mantissa: 3000, shift: 17 };
  const real = ({ mantissa, shift }: typeof constant): number => mantissa * 2 ** -shift;

  test.each([1 / 16, 0.1, 0.5, 0.7, 1, 1.5, 3, 16])(
    '%d multiplies the head by its inverse',
    (temperature) => {
      const folded = headConstant(MODEL, constant, { ...ANY, temperature });
      expect(real(folded) * temperature).toBeCloseTo(real(constant), 4);
      expect(folded.mantissa).toBeGreaterThanOrEqual(2 ** 11);
      expect(folded.mantissa).toBeLessThan(2 ** 12);
    },
  );

  test('0 leaves it alone', () => {
    expect(headConstant(MODEL, constant, GREEDY)).toEqual(constant);
  });
});

describe('random numbers', () => {
  test('are xorshift32, four rounds a token', () => {
    // Marsaglia's generator from 1: 270369, 67634689, 2647435461, 307599695.
    expect(nextState(1n)).toBe(307599695n);
  });

  test('begin with the seed, never with 0', () => {
    expect(seededState(0)).toBe(0x9e3779b9n);
    expect(seededState(0x9e3779b9)).toBe(1n);
    expect(seededState(2 ** 32 - 1)).toBe(0x61c88646n);
  });
});
