import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RandomLlamaOptions, randomLlama } from '../../../testbenches/arbitraries/llama.ts';
import { uniformNumbers } from '../draw-token.ts';
import { FloatForward } from '../float-forward.ts';
import { type FloatModel, modelLinears } from '../float-model.ts';
import type { Levels } from '../levels.ts';
import { prepare } from '../prepare.ts';
import { quantise } from '../quantise.ts';
import { alignKeys } from './align-keys.ts';
import { ALL_FOLDS, choose, roundingReasons } from './choose.ts';
import { inverseFactor } from './inverse-factor.ts';
import { rotateResidual } from './rotate-residual.ts';
import { roundColumns, roundingOrder } from './round-columns.ts';
import { sampleInputs } from './sample-inputs.ts';

const anyLlama = fc.record({
  layers: fc.integer({ min: 1, max: 2 }),
  width: fc.constantFrom(8, 16, 24),
  kvHeads: fc.integer({ min: 1, max: 2 }),
  shared: fc.integer({ min: 1, max: 2 }),
  headDim: fc.constantFrom(4, 6),
  feedForward: fc.constantFrom('silu_mul' as const, 'relu2_mul' as const),
  subNorms: fc.boolean(),
  pairing: fc.constantFrom('adjacent' as const, 'half' as const),
  tied: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

function logitsOf(model: FloatModel, headDim: number): readonly number[] {
  const matrices = modelLinears(model).map(({ name, rows, cols, values }) => ({
    ...{ name, rows, cols },
    ...{ weights: values, scale: 1, rowScales: null },
  }));
  const forward = new FloatForward(model, matrices, { sequences: 5, headDim });
  return Array.from({ length: 8 }, (_, position) =>
    Array.from(forward.step([3, 1, 4, 1, 5].map((token) => token + position))),
  ).flat();
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  const largest = Math.max(...expected.map(Math.abs));
  for (const [i, value] of actual.entries()) {
    expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(1e-9 * Math.max(1, largest));
  }
}

describe('the model computes the same', () => {
  const same = (change: (model: FloatModel, headDim: number) => FloatModel): void => {
    fc.assert(
      fc.property(anyLlama, (options: RandomLlamaOptions) => {
        const given = randomLlama(options);
        const { headDim } = given.shape;
        expectClose(logitsOf(change(given, headDim), headDim), logitsOf(given, headDim));
      }),
      { numRuns: 20 },
    );
  };

  test('prepared: gains folded, heads padded, pairs adjacent', () => {
    same((model) => prepare(model, ['gains']));
  });

  test('with its residual stream turned', () => {
    same((model) => rotateResidual(prepare(model, ['gains'])));
  });

  test('with its keys aligned', () => {
    same((model, headDim) => {
      const prepared = prepare(model, ['gains']);
      return alignKeys(prepared, sampleInputs(prepared, headDim), headDim);
    });
  });
});

describe('rounding by columns', () => {
  const SIZE = 7;
  /** Second moments of neighbours that occur together. */
  const hessian = Float64Array.from(
    { length: SIZE * SIZE },
    (_, i) => 0.9 ** Math.abs(Math.floor(i / SIZE) - (i % SIZE)) * (1 + (i % (SIZE + 1) === 0 ? 0.05 : 0)),
  );

  test('the factor is that of the inverse Hessian', () => {
    const u = inverseFactor(hessian, SIZE);
    const at = (m: Float64Array, row: number, col: number): number => m[row * SIZE + col] ?? Number.NaN;
    const index = Array.from({ length: SIZE }, (_, i) => i);
    const sum = (of: (k: number) => number): number => index.reduce((total, k) => total + of(k), 0);
    for (const row of index) {
      for (const col of index) {
        const product = sum((k) => at(u, k, row) * sum((m) => at(u, k, m) * at(hessian, m, col)));
        expect(product).toBeCloseTo(row === col ? 1 : 0, 10);
        if (col < row) expect(at(u, row, col)).toBe(0);
      }
    }
  });

  test('never leaves ±127, and rows of zeros stay so', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 3 * SIZE, maxLength: 3 * SIZE }), (drawn) => {
        const values = Float64Array.from(drawn).fill(0, SIZE, 2 * SIZE);
        const scales = Float64Array.from([0, 1, 2], (row) => largestOf(values, row) / 127);
        const rows = roundingOrder(Float64Array.of(2, 1, 1, 1, 2, 1, 1, 1, 2), 3, 0.1);
        const weights = roundColumns(values, levels(scales), 0, rows, roundingOrder(hessian, SIZE, 1e-3));
        for (const weight of weights) expect(Math.abs(weight)).toBeLessThanOrEqual(127);
        expect(weights.subarray(SIZE, 2 * SIZE).every((weight) => weight === 0)).toBe(true);
      }),
    );
  });

  /** Of int8: a step a row. */
  const levels = (steps: Float64Array): Levels => {
    const largest = new Int16Array(steps.length).fill(127);
    return { cols: SIZE, size: SIZE, steps, least: largest.map((most) => -most), largest };
  };

  const largestOf = (values: Float64Array, row: number): number =>
    values.subarray(row * SIZE, (row + 1) * SIZE).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

  test('costs less than rounding to nearest', () => {
    const random = uniformNumbers();
    const columns = roundingOrder(hessian, SIZE, 1e-3);
    const totals = { columns: 0, nearest: 0 };
    for (let run = 0; run < 100; run++) {
      const values = Float64Array.from({ length: SIZE }, () => 2 * random() - 1);
      // Coarse, so that errors are large.
      const scale = largestOf(values, 0) / 5;
      const cost = (weights: ArrayLike<number>): number => {
        const errors = values.map((value, i) => value - (weights[i] ?? 0) * scale);
        return hessian.reduce(
          (sum, moment, i) => sum + moment * (errors[Math.floor(i / SIZE)] ?? 0) * (errors[i % SIZE] ?? 0),
          0,
        );
      };
      const alone = { order: [0], factor: Float64Array.of(1) };
      totals.columns += cost(roundColumns(values, levels(Float64Array.of(scale)), 0, alone, columns));
      totals.nearest += cost(values.map((value) => Math.round(value / scale)));
    }
    expect(totals.columns).toBeLessThan(0.6 * totals.nearest);
  });
});

describe('what is chosen', () => {
  const foldsOf = (options: RandomLlamaOptions): readonly string[] =>
    choose(randomLlama(options), ALL_FOLDS).folds;

  test.each<[string, RandomLlamaOptions, readonly string[]]>([
    ['int8', {}, ['gains', 'rotated_residual', 'aligned_keys', 'rounded_columns']],
    ['keys with static scales', { kvFormat: 'int16' }, ['gains', 'rotated_residual', 'rounded_columns']],
    ['a width of few factors of two', { width: 20 }, ['gains', 'aligned_keys', 'rounded_columns']],
    ['int4', { weightFormat: 'int4' }, ['gains', 'rotated_residual', 'aligned_keys', 'rounded_columns']],
    ['int4 that came as codes', { weightFormat: 'int4', groupSize: 8 }, []],
    ['ternary', { weightFormat: 'ternary' }, []],
    ['q412', { weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' }, ['gains']],
    ['a hidden vector too long for a Hessian', { ffn: 2080 }, ['gains', 'rotated_residual']],
  ])('%s', (_, options, folds) => {
    expect(foldsOf(options)).toEqual(folds);
  });

  test('a report says where weights are only rounded to nearest', () => {
    const reasonsOf = (options: RandomLlamaOptions): readonly string[] =>
      roundingReasons(quantise(randomLlama(options)));
    expect(reasonsOf({})).toEqual([]);
    expect(reasonsOf({ weightFormat: 'ternary' })).toEqual([]);
    expect(reasonsOf({ weightFormat: 'int4' })).toEqual([]);
    expect(reasonsOf({ weightFormat: 'int4', groupSize: 8 })).toEqual([
      expect.stringMatching(/^weights that did not come as codes are rounded to nearest/),
    ]);
    expect(reasonsOf({ ffn: 2080 })).toEqual([
      'weights are rounded to nearest: columns are weighed by their inputs (rounded_columns) up to 20 million weights and 2048 columns, and with a power of two of elements a head only',
    ]);
  });

  test('is the same on every run', () => {
    expect(quantise(randomLlama())).toEqual(quantise(randomLlama()));
  });
});
