import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantise } from '../../generator/model/quantise.ts';
import { randomFloatModel } from '../support/random-model.ts';
import { attention } from './attention.ts';

const calibration = { qFrac: 4, kFrac: 4, vFrac: 4 };
const INT8 = quantise({ ...randomFloatModel(), calibration });
const INT16 = quantise({
  ...randomFloatModel({ weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' }),
  calibration: { qFrac: 12, kFrac: 12, vFrac: 12 },
});

/** Softmax attention in base 2 on the integers' real values, one head of `headDim`. */
function exact(
  q: readonly number[],
  keys: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
): number[] {
  const scores = keys.map((key) => key.reduce((sum, element, i) => sum + element * (q[i] ?? 0), 0));
  const powers = scores.map((score) => 2 ** (score - Math.max(...scores)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return q.map((_, i) =>
    values.reduce((sum, value, j) => sum + ((powers[j] ?? 0) / total) * (value[i] ?? 0), 0),
  );
}

describe.each([
  // A score's rounding is half of 2^−SF, which changes a probability by at most ln 2 · 2^−(SF+1); tables and floors add
  // less. Values go up to 8.
  ['int8', INT8, 127, 0.05],
  ['int16', INT16, 32767, 0.012],
] as const)('%s', (_name, model, largest, tolerance) => {
  const { headDim, heads, width } = model.shape;
  const { qFrac, kFrac, vFrac, xFrac } = model.formats;
  const vector = fc.array(fc.integer({ min: -largest, max: largest }), {
    minLength: width,
    maxLength: width,
  });

  test('is near softmax attention for any positions', () => {
    const rows = fc.array(fc.tuple(vector, vector), { minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(vector, rows, (q, rowsOfBoth) => {
        const [keys, values] = [rowsOfBoth.map(([key]) => key), rowsOfBoth.map(([, value]) => value)];
        const big = (numbers: readonly number[]): bigint[] => numbers.map(BigInt);
        const out = attention(model, big(q), keys.map(big), values.map(big));
        for (let head = 0; head < heads; head++) {
          const own = (numbers: readonly number[], frac: number): number[] =>
            numbers.slice(head * headDim, (head + 1) * headDim).map((value) => value * 2 ** -frac);
          const wanted = exact(
            own(q, qFrac),
            keys.map((key) => own(key, kFrac)),
            values.map((value) => own(value, vFrac)),
          );
          for (const [i, value] of wanted.entries()) {
            expect(Math.abs(Number(out[head * headDim + i]) * 2 ** -xFrac - value)).toBeLessThan(tolerance);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('of one position is its value, but for the last division', () => {
    fc.assert(
      fc.property(vector, vector, vector, (q, key, value) => {
        const big = (numbers: readonly number[]): bigint[] => numbers.map(BigInt);
        const out = attention(model, big(q), [big(key)], [big(value)]);
        for (const [i, element] of value.entries()) {
          expect(Math.abs(Number(out[i]) * 2 ** -xFrac - element * 2 ** -vFrac)).toBeLessThan(tolerance / 5);
        }
      }),
      { numRuns: 60 },
    );
  });
});
