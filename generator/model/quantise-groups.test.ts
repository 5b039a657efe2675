import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomGroups } from '../../testbenches/arbitraries/groups.ts';
import { normalNumbers } from '../../testbenches/arbitraries/random-values.ts';
import type { IntegerLinear } from './integer-model.ts';
import { quantiseGroups } from './quantise-groups.ts';

const drawn = fc.record({
  rows: fc.integer({ min: 1, max: 5 }),
  cols: fc.integer({ min: 1, max: 40 }),
  size: fc.constantFrom(4, 16, 64),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** A weight with its place. */
interface Place {
  readonly at: number;
  readonly weight: number;
  readonly code: number;
  readonly zeroPoint: number;
  readonly scale: number;
  /** Value of a step of its group, and of the largest one of its row. */
  readonly step: number;
  readonly largestStep: number;
}

function placesOf(integer: IntegerLinear, size: number): Place[] {
  const { cols, groups } = integer;
  if (groups === null) throw new Error('no groups');
  const perRow = Math.ceil(cols / size);
  return Array.from(integer.weights, (weight, at) => {
    const row = Math.floor(at / cols);
    const group = row * perRow + Math.floor((at % cols) / size);
    const unit = (integer.scale * (integer.rowScales?.[row] ?? 0)) / 2 ** 15;
    const scale = groups.scales[group] ?? 0;
    const [code = 0, zeroPoint = 0] = [groups.codes[at], groups.zeroPoints[group]];
    return { at, weight, code, zeroPoint, scale, step: unit * scale, largestStep: unit * 255 };
  });
}

describe('int4 in groups', () => {
  test('a weight is the scale of its group times code less zero point, all of them in their bits', () => {
    fc.assert(
      fc.property(drawn, ({ rows, cols, size, seed }) => {
        const values = Float64Array.from({ length: rows * cols }, normalNumbers(seed));
        for (const place of placesOf(quantiseGroups({ name: 'w', rows, cols, values }, size), size)) {
          const { weight, code, zeroPoint, scale } = place;
          expect(weight).toBe(scale * (code - zeroPoint));
          for (const nibble of [code, zeroPoint]) expect(Math.abs(nibble + 0.5)).toBeLessThan(8);
          expect(scale).toBeLessThan(256);
        }
      }),
    );
  });

  test('floats are off by a step at most, and 0 by nothing', () => {
    fc.assert(
      fc.property(drawn, ({ rows, cols, size, seed }) => {
        const normal = normalNumbers(seed);
        const values = Float64Array.from({ length: rows * cols }, (_, at) => (at % 7 === 3 ? 0 : normal()));
        const integer = quantiseGroups({ name: 'w', rows, cols, values }, size);
        for (const { at, code, zeroPoint, step, largestStep } of placesOf(integer, size)) {
          const error = Math.abs((code - zeroPoint) * step - (values[at] ?? 0));
          // Half a step of its own, half a one of the zero point; and fifteen of steps that are rounded to 1/255 of the largest.
          expect(error).toBeLessThanOrEqual(step + (7.5 / 255) * largestStep * 1.001);
          if (values[at] === 0) expect(code).toBe(zeroPoint);
        }
      }),
    );
  });

  test('codes and zero points of a checkpoint stay, in groups of any power of two of theirs; scales are rounded', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(1, 2, 4), ({ rows, cols, size, seed }, cut) => {
        const { values, groups } = randomGroups(rows, cols, size, normalNumbers(seed));
        const integer = quantiseGroups({ name: 'w', rows, cols, values, groups }, size / cut);
        const perRow = Math.ceil(cols / size);
        for (const { at, code, zeroPoint, step, largestStep } of placesOf(integer, size / cut)) {
          const group = Math.floor(at / cols) * perRow + Math.floor((at % cols) / size);
          expect(code + 8).toBe(groups.codes[at]);
          expect(zeroPoint + 8).toBe(groups.zeroPoints[group]);
          expect(Math.abs(step - (groups.scales[group] ?? 0))).toBeLessThanOrEqual(
            largestStep * (0.51 / 255),
          );
        }
      }),
    );
  });

  test('a matrix of zeros has a scale that one can divide by', () => {
    const integer = quantiseGroups({ name: 'w', rows: 2, cols: 3, values: new Float64Array(6) }, 64);
    expect(Array.from(integer.weights)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(integer.scale).toBeGreaterThan(0);
    expect(Array.from(integer.groups?.codes ?? [])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('rows have scales of their own: one of a thousandth of another is as exact', () => {
    const values = Float64Array.of(15, 7, 0, 0.015, 0.007, 0);
    const integer = quantiseGroups({ name: 'w', rows: 2, cols: 3, values }, 64);
    for (const { at, code, zeroPoint, step } of placesOf(integer, 64))
      expect((code - zeroPoint) * step).toBeCloseTo(values[at] ?? 0, at < 3 ? 10 : 4);
  });
});
