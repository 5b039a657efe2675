import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cosineSine, exponential, logarithm } from './elementary.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('against Math', () => {
  test('exponential', () => {
    fc.assert(
      fc.property(real(-20, 20), (x) => {
        expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(2 ** -40);
      }),
    );
    expect(exponential(0)).toBe(1);
  });

  test('logarithm', () => {
    fc.assert(
      fc.property(real(1e-6, 1e9), (x) => {
        expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(2 ** -44);
      }),
    );
    expect(logarithm(1)).toBe(0);
  });

  test('cosine and sine', () => {
    fc.assert(
      fc.property(real(-(2 ** 20), 2 ** 20), (x) => {
        const { cos, sin } = cosineSine(x);
        expect(Math.abs(cos - Math.cos(x))).toBeLessThan(2 ** -48);
        expect(Math.abs(sin - Math.sin(x))).toBeLessThan(2 ** -48);
      }),
    );
    expect(cosineSine(0)).toEqual({ cos: 1, sin: 0 });
  });
});
