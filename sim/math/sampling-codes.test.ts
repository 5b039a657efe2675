import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../generator/errors.ts';
import { encodeInverseTemperature, encodeTopP } from './sampling-codes.ts';

describe('encodeInverseTemperature', () => {
  test.each([
    [1, 12, 2048, 0],
    [0, 12, 2048, 0],
    [16, 12, 2048, 4],
    [1 / 16, 12, 2048, -4],
    [0.5, 16, 32768, -1],
    [0.8, 12, 2560, 0],
    [1.5, 16, 43691, 1],
    // 1/T rounds up to the next power of two.
    [1.0000001, 12, 2048, 0],
    [0.06250001, 12, 2048, -4],
  ])('T = %d with %d bits is %d, shift %d', (temperature, bits, mantissa, shift) => {
    expect(encodeInverseTemperature(temperature, bits)).toEqual({ mantissa, shift });
  });

  test('is normalised, in range and within half a unit of 1/T', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1 / 16, max: 16, noNaN: true }),
        fc.integer({ min: 4, max: 16 }),
        (temperature, bits) => {
          const { mantissa, shift } = encodeInverseTemperature(temperature, bits);
          const unity = 2 ** (bits - 1);
          expect(mantissa).toBeGreaterThanOrEqual(unity);
          expect(mantissa).toBeLessThan(2 * unity);
          expect(Math.abs(shift)).toBeLessThanOrEqual(4);
          const value = (mantissa / unity) * 2 ** -shift;
          expect(Math.abs(value - 1 / temperature)).toBeLessThanOrEqual((0.5 / unity) * 2 ** -shift);
        },
      ),
    );
  });

  test.each([-1, 0.06, 16.01, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (temperature) => {
    expect(() => encodeInverseTemperature(temperature, 12)).toThrow(InputError);
  });
});

describe('encodeTopP', () => {
  test.each([
    [1, 65536],
    [0.5, 32768],
    [1e-9, 1],
    // Halves go to the even neighbour.
    [2.5 / 65536, 2],
    [3.5 / 65536, 4],
  ])('%d is %d', (p, code) => {
    expect(encodeTopP(p)).toBe(code);
  });

  test.each([0, -0.1, 1.01, Number.NaN])('refuses %d', (p) => {
    expect(() => encodeTopP(p)).toThrow(InputError);
  });
});
