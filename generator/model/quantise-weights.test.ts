import { describe, expect, test } from 'vitest';
import type { WeightFormat } from './integer-model.ts';
import { quantiseEmbedding, quantiseLinear } from './quantise-weights.ts';
import { roundHalfEven } from './round-half-even.ts';

type Format = Exclude<WeightFormat, 'int4'>;

function quantised(values: readonly number[], format: Format) {
  const linear = { name: 'w', rows: 1, cols: values.length, values: Float64Array.from(values) };
  const { weights, scale } = quantiseLinear(linear, format);
  return { weights: Array.from(weights), scale };
}

describe('weights', () => {
  test('ternary: the scale is the mean magnitude; half of it rounds to the even trit 0, more than 1.5 clips', () => {
    expect(quantised([1, -1, 0.5, -0.5, 0.75, -2.25, 0, 2], 'ternary')).toEqual({
      weights: [1, -1, 0, 0, 1, -1, 0, 1],
      scale: 1,
    });
  });

  test('int8: the largest magnitude becomes 127, ties go to even', () => {
    expect(quantised([254, -254, 3, 5, -3, 1], 'int8')).toEqual({
      weights: [127, -127, 2, 2, -2, 0],
      scale: 2,
    });
  });

  test('q412: 12 fraction bits, symmetric saturation at 8', () => {
    expect(quantised([1, -0.5, 7.9999, 8, -8, 100, 2.5 / 4096, -3.5 / 4096], 'q412')).toEqual({
      weights: [4096, -2048, 32767, 32767, -32767, 32767, 2, -4],
      scale: 2 ** -12,
    });
  });

  test.each<Format>(['ternary', 'int8', 'q412'])(
    '%s: zeros stay zeros, at a scale one can divide by',
    (format) => {
      const { weights, scale } = quantised([0, 0, 0], format);
      expect(weights).toEqual([0, 0, 0]);
      expect(scale).toBeGreaterThan(0);
    },
  );
});

test('embeddings are rounded to their fraction bits and saturate symmetrically', () => {
  const values = Float64Array.of(1, 2.5 / 1024, 3.5 / 1024, -40, 40);
  expect(Array.from(quantiseEmbedding(values, 10, 16))).toEqual([1024, 2, 4, -32767, 32767]);
});

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-0.5, 0],
  [-1.5, -2],
  [-2.5, -2],
  [2.500001, 3],
  [-2.499999, -2],
  [2 ** 51 + 0.5, 2 ** 51],
  [7, 7],
])('roundHalfEven(%d) = %d', (value, rounded) => {
  expect(roundHalfEven(value) === rounded).toBe(true);
});
