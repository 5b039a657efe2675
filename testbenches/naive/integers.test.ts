import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitLength, clamp, floorDiv, rhe, rheReal, rheScaled } from './integers.ts';

test.each<[bigint, bigint, bigint]>([
  [1n, 2n, 0n],
  [3n, 2n, 2n],
  [5n, 2n, 2n],
  [-1n, 2n, 0n],
  [-3n, 2n, -2n],
  [-5n, 2n, -2n],
  [7n, 4n, 2n],
  [-7n, 4n, -2n],
  [5n, 4n, 1n],
  [6n, 4n, 2n],
  [10n, 1n, 10n],
])('rhe(%i / %i) = %i', (a, b, rounded) => {
  expect(rhe(a, b)).toBe(rounded);
});

describe('rhe', () => {
  const value = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
  const divisor = fc.bigInt({ min: 1n, max: 2n ** 40n });

  test('is at most half away, and even where it is exactly half', () => {
    fc.assert(
      fc.property(value, divisor, (a, b) => {
        const twiceError = 2n * (rhe(a, b) * b - a);
        expect(twiceError <= b && twiceError >= -b).toBe(true);
        if (twiceError === b || twiceError === -b) expect(rhe(a, b) % 2n).toBe(0n);
      }),
    );
  });

  test('is odd, and of a multiple of 2^k what a shift gives', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 30 }), (a, k) => {
        expect(rhe(-a, 2n ** BigInt(k))).toBe(-rhe(a, 2n ** BigInt(k)));
        expect(rheScaled(a * 2n ** BigInt(k), -k)).toBe(a);
        expect(rheScaled(a, k)).toBe(a << BigInt(k));
      }),
    );
  });
});

test('floor goes toward −∞, as an arithmetic shift does', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.integer({ min: 0, max: 60 }), (a, k) => {
      expect(floorDiv(a, 2n ** BigInt(k))).toBe(a >> BigInt(k));
    }),
  );
});

test('clamp is symmetric', () => {
  expect([200n, 127n, -128n, -127n, 5n].map((value) => clamp(8, value))).toEqual([
    127n,
    127n,
    -127n,
    -127n,
    5n,
  ]);
});

test('bitlen', () => {
  expect([0n, 1n, 2n, 255n, 256n, 2n ** 100n].map(bitLength)).toEqual([0, 1, 2, 8, 9, 101]);
});

test('rhe of reals', () => {
  expect([0.5, 1.5, 2.5, 0.49, 0.51].map(rheReal)).toEqual([0, 2, 2, 0, 1]);
});
