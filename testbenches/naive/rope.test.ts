import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ropeFrequencies, ropeTables } from '../../generator/model/rope-tables.ts';
import { ropeCoefficients, rotate } from '../../sim/units/rope/math.ts';
import { rope } from './rope.ts';

const element = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -32767, max: 32767 }) },
  fc.constantFrom(-32767, 0, 32767),
);

describe('rope, the naive one', () => {
  const shapes = fc
    .record({ pairs: fc.integer({ min: 1, max: 9 }), context: fc.integer({ min: 1, max: 3000 }) })
    .chain(({ pairs, context }) =>
      fc.record({
        headDim: fc.constant(2 * pairs),
        context: fc.constant(context),
        position: fc.nat(context - 1),
        x: fc.array(element, { minLength: 2 * pairs, maxLength: 2 * pairs }),
      }),
    );

  test('is near the turned pairs of real numbers', () => {
    fc.assert(
      fc.property(shapes, ({ headDim, context, position, x }) => {
        const frequencies = ropeFrequencies(headDim, 1e4);
        const tables = ropeTables(frequencies, { headDim, context });
        const y = rope(x.map(BigInt), position, tables, 16).map(Number);
        for (let i = 0; i < headDim; i += 2) {
          const [even = 0, odd = 0] = [x[i], x[i + 1]];
          const angle = position * 1e4 ** (-i / headDim);
          const limit = (value: number) => Math.min(Math.max(value, -32767), 32767);
          // A coefficient is off by 1.92 · 2^−14, and the result is rounded.
          const bound = 0.5 + (1.92 * (Math.abs(even) + Math.abs(odd))) / 16384;
          const exactEven = limit(even * Math.cos(angle) - odd * Math.sin(angle));
          const exactOdd = limit(even * Math.sin(angle) + odd * Math.cos(angle));
          expect(Math.abs((y[i] ?? 0) - exactEven)).toBeLessThan(bound);
          expect(Math.abs((y[i + 1] ?? 0) - exactOdd)).toBeLessThan(bound);
        }
      }),
    );
  });

  test('is the simulator’s, for several heads', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 3 }), ({ headDim, context, position, x }, heads) => {
        const tables = ropeTables(ropeFrequencies(headDim, 5e5), { headDim, context });
        const coefficients = { cos: new Int32Array(headDim / 2), sin: new Int32Array(headDim / 2) };
        ropeCoefficients(tables, position, coefficients);
        const vector = Int32Array.from(Array.from({ length: heads }, () => x).flat());
        rotate(vector, vector.length, coefficients, 16);
        const naive = rope(x.map(BigInt), position, tables, 16).map(Number);
        expect(Array.from(vector)).toEqual(Array.from({ length: heads }, () => naive).flat());
      }),
    );
  });

  test('position 0 changes nothing', () => {
    const tables = ropeTables(ropeFrequencies(8, 1e4), { headDim: 8, context: 512 });
    const x = [32767n, -32767n, 0n, 1n, -1n, 5n, 77n, -12345n];
    expect(rope(x, 0, tables, 16)).toEqual(x);
  });
});
