import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArrayUse, accumulatorFormat, bitLength, largestRowSum } from './accumulator.ts';

function use(rows: readonly (readonly number[])[], nonNegative = false): ArrayUse {
  const cols = rows[0]?.length ?? 0;
  const weights = Int16Array.from(rows.flat());
  const sizes = { name: 'w', rows: rows.length, cols };
  return { linear: { ...sizes, weights, scale: 1, rowScales: null, planes: 1, groups: null }, nonNegative };
}

test('the largest row counts, with the signs that add up', () => {
  const rows = [
    [1, -1, 1, 0],
    [0, 1, 0, 0],
    [-1, 0, 0, -1],
  ];
  expect(largestRowSum(use(rows))).toBe(3);
  expect(largestRowSum(use(rows, true))).toBe(2);
});

test.each<[readonly number[], number, { accBits: number; accShift: number }]>([
  // 3 · 127 = 381 has 9 bits, and a sign.
  [[1, -1, 1], 8, { accBits: 10, accShift: 0 }],
  [[0, 0], 8, { accBits: 1, accShift: 0 }],
  // 4 · 32767 = 2^17 − 4: 18 bits, nothing rounded away.
  [[2, 2], 16, { accBits: 18, accShift: 0 }],
  // 5 · 32767 needs 19 bits; with the half unit that rounds the one bit away 163836 < 2^18.
  [[5], 16, { accBits: 19, accShift: 1 }],
  // 8 · 32767 = 2^18 − 8, plus 1: still 19 bits.
  [[8], 16, { accBits: 19, accShift: 1 }],
  // 16384 · 32767 + 2^11 = 2^29 − 2^14 + 2^11 stays below 2^29.
  [[16384], 16, { accBits: 30, accShift: 12 }],
  // 32767 · 32767 + 2^12 = 2^30 − 2^16 + 1 + 2^12 stays below 2^30.
  [[32767], 16, { accBits: 31, accShift: 13 }],
  // 2 · 32767 · 32767 + 32767 = 2^31 − 2^17 + 2^15 + 1: far enough from 2^31.
  [[32767, 32767, 1], 16, { accBits: 32, accShift: 14 }],
  // 65538 · 32767 = 2^31 − 2 fits 32 bits, but not with the half unit.
  [[32767, 32767, 4], 16, { accBits: 33, accShift: 15 }],
])('weights %j with %i-bit operands', (weights, activationBits, format) => {
  expect(accumulatorFormat([use([weights])], activationBits)).toEqual(format);
});

test('the worst vector fits exactly, and rounded into 18 bits', () => {
  const weights = fc.array(fc.integer({ min: -32767, max: 32767 }), { minLength: 1, maxLength: 70 });
  fc.assert(
    fc.property(weights, fc.constantFrom(8, 16), (row, activationBits) => {
      const { accBits, accShift } = accumulatorFormat([use([row])], activationBits);
      const worst = row.reduce((sum, weight) => sum + Math.abs(weight), 0) * (2 ** (activationBits - 1) - 1);
      const half = accShift === 0 ? 0 : 2 ** (accShift - 1);
      expect(worst + half).toBeLessThan(2 ** (accBits - 1));
      expect(Math.floor((worst + half) / 2 ** accShift)).toBeLessThan(2 ** 17);
      expect(Math.floor((half - worst) / 2 ** accShift)).toBeGreaterThanOrEqual(-(2 ** 17));
      expect(accBits - accShift).toBeLessThanOrEqual(18);
    }),
  );
});

test.each([
  [0, 0],
  [1, 1],
  [255, 8],
  [256, 9],
  [2 ** 40, 41],
  [2 ** 52 + 1, 53],
])('bitLength(%i) = %i', (value, bits) => {
  expect(bitLength(value)).toBe(bits);
});
