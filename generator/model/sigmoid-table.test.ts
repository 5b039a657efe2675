import { describe, expect, test } from 'vitest';
import { SIGMOID_SLOPE_BITS, sigmoidTable } from './sigmoid-table.ts';

const { base, slope } = sigmoidTable();

/** What hardware looks up, as a real number. */
function sigmoid(index: number): number {
  if (index >= 2 ** 13) return 1 - 2 ** -16;
  const [segment, step] = [Math.floor(index / 128), index % 128];
  const line = (base[segment] ?? Number.NaN) + (slope[segment] ?? Number.NaN) * step;
  return (Math.floor(line / 32) + 0.5) / 2 ** 15;
}

const exact = (x: number): number => 1 / (1 + Math.exp(-x));

describe('the sigmoid', () => {
  test('is within 2^−12.9 of the exact one in the middle of every step', () => {
    let largest = 0;
    let sum = 0;
    for (let index = 0; index < 64 * 128; index++) {
      const error = sigmoid(index) - exact((index + 0.5) / 1024);
      largest = Math.max(largest, Math.abs(error));
      sum += error;
    }
    console.info(`sigmoid: error 2^${Math.log2(largest).toFixed(2)}, mean ${(sum / 8192).toExponential(1)}`);
    expect(Math.log2(largest)).toBeLessThan(-12.9);
  });

  test('never leaves its bits', () => {
    expect(base.every((entry) => entry >= 0)).toBe(true);
    expect(slope.every((entry) => entry >= 0 && entry < 2 ** SIGMOID_SLOPE_BITS)).toBe(true);
    base.forEach((entry, segment) => {
      expect(entry + 127 * (slope[segment] ?? 0)).toBeLessThan(2 ** 20);
    });
  });

  test.each([10, 11, 12, 14])('makes x·σ(x) of %i fraction bits within 2^−8.5 everywhere', (fraction) => {
    let largest = 0;
    for (let g = -(2 ** 17); g < 2 ** 17; g++) {
      const magnitude = g < 0 ? -1 - g : g;
      const index = Math.floor(magnitude * 2 ** (10 - fraction));
      const value = g < 0 ? 1 - sigmoid(index) : sigmoid(index);
      const x = g * 2 ** -fraction;
      // Beyond 16 the error is x · 2^−16, of one unit at most.
      if (Math.abs(x) < 16) largest = Math.max(largest, Math.abs(x * value - x * exact(x)));
    }
    console.info(`x·σ(x), ${fraction} fraction bits: error 2^${Math.log2(largest).toFixed(2)}`);
    expect(Math.log2(largest)).toBeLessThan(-8.5);
  });
});
