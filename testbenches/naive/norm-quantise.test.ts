import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantise as quantiseModel } from '../../generator/model/quantise.ts';
import { randomFloatModel } from '../arbitraries/model.ts';
import { norm, quantise } from './norm-quantise.ts';

const INT8 = quantiseModel(randomFloatModel());
const INT16 = quantiseModel(
  randomFloatModel({ weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' }),
);

/** Vectors of 16 elements of every magnitude. */
function vectors(bits: number): fc.Arbitrary<bigint[]> {
  const element = (exponent: number) =>
    fc.bigInt({ min: -(2n ** BigInt(exponent)) + 1n, max: 2n ** BigInt(exponent) - 1n });
  return fc
    .integer({ min: 1, max: bits - 1 })
    .chain((exponent) => fc.array(element(exponent), { minLength: 16, maxLength: 16 }));
}

const largest = (x: readonly bigint[]): number => Math.max(...x.map((value) => Math.abs(Number(value))));

describe('int8', () => {
  test('maps the largest element to about ±127 and keeps the ratios', () => {
    fc.assert(
      fc.property(vectors(16), (x) => {
        const amax = largest(x);
        const { q, e, am } = quantise(x, INT8);
        if (amax === 0) return expect(q.every((value) => value === 0n)).toBe(true);
        expect(e).toBe(Math.floor(Math.log2(amax)));
        for (const [i, value] of x.entries()) {
          // The table is good to 2^-12.1, its index leaves out half of 2^-12, and half a unit is the rounding.
          expect(Math.abs(Number(q[i]) - (127 * Number(value)) / amax)).toBeLessThanOrEqual(
            0.5 + 127 * 2 ** -11.3,
          );
        }
        // a_m has 12 bits, truncated.
        const mantissa = (amax / 2 ** e) * 2 ** 11;
        expect(Number(am)).toBe(Math.floor(mantissa));
      }),
    );
  });
});

describe('int16', () => {
  test('is exact but for one rounding, at a power of two, with 12 significant bits at least', () => {
    fc.assert(
      fc.property(vectors(18), (x) => {
        const { q, e } = quantise(x, INT16);
        for (const [i, value] of x.entries()) {
          expect(Math.abs(Number(q[i]) - Number(value) * 2 ** (14 - e))).toBeLessThanOrEqual(
            Math.abs(Number(q[i])) === 32767 ? 1 : 0.5,
          );
        }
        const amax = largest(x);
        if (amax > 0) expect(e - Math.floor(Math.log2(amax))).toBeLessThan(4);
      }),
    );
  });
});

describe.each([
  // The error of the table (2^-11.2, 2^-15.1) and what the index leaves out (half of 2^-12, of 2^-15, halved by the root).
  ['int8', INT8, 16, -10.9],
  ['int16', INT16, 18, -14.5],
] as const)('norm, %s', (_name, model, bits, error) => {
  test('r_m · 2^(−h−SB) is 1/√S to the precision of the table', () => {
    fc.assert(
      fc.property(vectors(bits), (x) => {
        const { h, rm } = norm(x, model.formats.normEps, model);
        const s = x.reduce((sum, value) => sum + Number(value) ** 2, model.formats.normEps);
        const ratio = Number(rm) * 2 ** (-h - model.formats.scaleBits) * Math.sqrt(s);
        expect(Math.abs(ratio - 1)).toBeLessThan(2 ** error);
      }),
    );
  });
});
