import { describe, expect, test } from 'vitest';
import type { BipartiteTable } from './integer-model.ts';
import { indexBits, integerTables } from './tables.ts';

const int8 = integerTables({
  activationFormat: 'int8',
  scaleBits: 12,
  reciprocalBits: 13,
  scoreFrac: 8,
  probBits: 12,
  logitFrac: 10,
  samplerWeightBits: 12,
});
const int16 = integerTables({
  activationFormat: 'int16',
  scaleBits: 16,
  reciprocalBits: 16,
  scoreFrac: 10,
  probBits: 15,
  logitFrac: 12,
  samplerWeightBits: 12,
});
if (int8.reciprocal === null) throw new Error('int8 activations need a reciprocal');

/** Table, exact function of the index (Math.*, for rsqrt parity above), largest relative error as log2, T1 bits. */
const cases: readonly (readonly [string, BipartiteTable, (index: number) => number, number, number])[] = [
  ['reciprocal int8', int8.reciprocal, (i) => (2 ** 13 * (127 / 128)) / (1 + (i + 0.5) / 4096), -12.1, 5],
  ['attention_reciprocal int8', int8.attention_reciprocal, (i) => 2 ** 13 / (1 + (i + 0.5) / 4096), -12.1, 5],
  [
    'attention_reciprocal int16',
    int16.attention_reciprocal,
    (i) => 2 ** 16 / (1 + (i + 0.5) / 32768),
    -15.1,
    6,
  ],
  ['rsqrt int8', int8.rsqrt, (i) => rsqrt(i, 12, 12), -11.1, 3],
  ['rsqrt int16', int16.rsqrt, (i) => rsqrt(i, 15, 16), -15, 5],
  ['attention_exp2 int8', int8.attention_exp2, (i) => 2 ** (12 - i / 256), -12, 0],
  ['attention_exp2 int16', int16.attention_exp2, (i) => 2 ** (15 - i / 1024), -13.8, 8],
  ['sampler_exp2 int8', int8.sampler_exp2, (i) => 2 ** (12 - i / 1024), -11.3, 5],
  ['sampler_exp2 int16', int16.sampler_exp2, (i) => 2 ** (12 - i / 4096), -11.1, 4],
];

function rsqrt(index: number, bits: number, out: number): number {
  const parity = index >> bits;
  return 2 ** out / Math.sqrt((1 + ((index & (2 ** bits - 1)) + 0.5) / 2 ** bits) * 2 ** parity);
}

/** The sum that hardware looks up, for the whole index. */
function lookup({ fields: { k1, k2 }, t0, t1 }: BipartiteTable, index: number): number {
  const group = index >> (k1 + k2);
  const low = t1[(group << k2) | (index & (2 ** k2 - 1))];
  return (t0[index >> k2] ?? Number.NaN) + (k2 === 0 ? 0 : (low ?? Number.NaN));
}

describe.each(cases)('%s', (name, table, exact, bound, t1Bits) => {
  const indices = 2 ** indexBits(table.fields) * (name.startsWith('rsqrt') ? 2 : 1);

  test('is near the exact function over all indices', () => {
    let largest = 0;
    let sum = 0;
    for (let index = 0; index < indices; index++) {
      const error = lookup(table, index) / exact(index) - 1;
      largest = Math.max(largest, Math.abs(error));
      sum += error;
    }
    const log2 = Math.log2(largest);
    console.log(`${name}: relative error 2^${log2.toFixed(2)}, mean ${(sum / indices).toExponential(1)}`);
    expect(log2).toBeLessThan(bound);
  });

  test('never leaves its bits, and T1 is as narrow as can be', () => {
    const sums = Array.from({ length: indices }, (_, index) => lookup(table, index));
    expect(Math.min(...sums)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...sums)).toBeLessThan(2 ** table.outBits);
    expect(table.t1Bits).toBe(t1Bits);
    expect(table.t1.every((entry) => entry >= -(2 ** (t1Bits - 1)) && entry < 2 ** (t1Bits - 1))).toBe(true);
    expect(table.t0.every((entry) => entry >= 0 && entry < 2 ** table.outBits)).toBe(true);
  });

  if (name.includes('exp2')) {
    test('is one at 0 and nowhere more', () => {
      const one = 2 ** (table.outBits - 1);
      expect(lookup(table, 0)).toBe(one);
      const sums = Array.from({ length: indices }, (_, index) => lookup(table, index));
      expect(Math.max(...sums)).toBe(one);
    });
  }
});

test('int16 activations have no reciprocal', () => {
  expect(int16.reciprocal).toBeNull();
});
