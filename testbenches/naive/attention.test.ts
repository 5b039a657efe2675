import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantise } from '../../generator/model/quantise.ts';
import { randomFloatModel } from '../arbitraries/model.ts';
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
  // Values differ by up to 16. The rounding of a score changes a probability by ln 2 · 2^−(SF+1) of itself, the floors of
  // 16 positions take up to 16 units from a sum of at least 2^(PB−1): 16 · (0.0014 + 0.0078) for int8. Tables and the
  // last division add less.
  ['int8', INT8, 127, 0.15],
  ['int16', INT16, 32767, 0.025],
] as const)('%s', (_name, model, largest, tolerance) => {
  const { headDim, heads, width } = model.shape;
  const { qFrac, kFrac, vFrac, xFrac } = model.formats;
  const vectorUpTo = (most: number) =>
    fc.array(fc.integer({ min: -most, max: most }), { minLength: width, maxLength: width });
  const vector = vectorUpTo(largest);
  // A quarter of the range, so that no score reaches its limit of 128.
  const query = vectorUpTo(Math.floor(largest / 4));

  test('is near softmax attention for any positions', () => {
    const rows = fc.array(fc.tuple(vector, vector), { minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(query, rows, (q, rowsOfBoth) => {
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
      fc.property(query, vector, vector, (q, key, value) => {
        const big = (numbers: readonly number[]): bigint[] => numbers.map(BigInt);
        const out = attention(model, big(q), [big(key)], [big(value)]);
        for (const [i, element] of value.entries()) {
          expect(Math.abs(Number(out[i]) * 2 ** -xFrac - element * 2 ** -vFrac)).toBeLessThan(tolerance / 20);
        }
      }),
      { numRuns: 60 },
    );
  });
});
