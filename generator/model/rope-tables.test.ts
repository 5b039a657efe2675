import { describe, expect, test } from 'vitest';
import { largestRopeError, ROPE_ERROR_BOUND, ropeFrequencies, ropeTables } from './rope-tables.ts';

describe('the bound of docs/arithmetic.md §6b, over all positions and pairs', () => {
  test.each([
    { headDim: 8, context: 512, base: 1e4 },
    { headDim: 6, context: 256, base: 1e4 },
    { headDim: 48, context: 1024, base: 1e4 },
    { headDim: 64, context: 2048, base: 1e6 },
    { headDim: 128, context: 4096, base: 5e5 },
    { headDim: 128, context: 131072, base: 5e5 },
    { headDim: 2, context: 1, base: 1e4 },
    { headDim: 4, context: 2, base: 1e4 },
    { headDim: 4, context: 3, base: 1e4 },
  ])('head of $headDim, context $context, base $base', ({ headDim, context, base }) => {
    const frequencies = ropeFrequencies(headDim, base);
    const tables = ropeTables(frequencies, { headDim, context });
    const error = largestRopeError(tables, frequencies, context);
    console.info(`head of ${headDim}, context ${context}: largest error ${error.toFixed(3)} · 2^-14`);
    expect(error).toBeLessThanOrEqual(ROPE_ERROR_BOUND);
  });

  test('sees a wrong entry', () => {
    const frequencies = ropeFrequencies(8, 1e4);
    const tables = ropeTables(frequencies, { headDim: 8, context: 512 });
    tables.highSin[17] = (tables.highSin[17] ?? 0) + 2;
    expect(largestRopeError(tables, frequencies, 512)).toBeGreaterThan(ROPE_ERROR_BOUND);
  });
});

test('frequencies are base^(−2i/H)', () => {
  const frequencies = ropeFrequencies(96, 5e5);
  expect(frequencies).toHaveLength(48);
  frequencies.forEach((frequency, pair) => {
    expect(frequency).toBeCloseTo(5e5 ** ((-2 * pair) / 96), 12);
  });
});

test('padding pairs turn by nothing, and every position has its entry', () => {
  const tables = ropeTables(ropeFrequencies(6, 1e4), { headDim: 16, context: 300 });
  expect(tables).toMatchObject({ pairBits: 3, lowBits: 5, highBits: 4 });
  expect(tables.highCos).toHaveLength(16 * 8);
  expect(tables.lowSin).toHaveLength(32 * 8);
  for (let at = 0; at < tables.highCos.length; at++) {
    if (at % 8 >= 3) expect([tables.highCos[at], tables.highSin[at]]).toEqual([16384, 0]);
  }
});
