import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sigmoidTable } from '../../generator/model/sigmoid-table.ts';
import { siluMultiply, squaredReluMultiply } from '../../sim/units/gated_activation/math.ts';
import { relu2Mul, silu, siluMul } from './gated-activation.ts';

const sigmoid = sigmoidTable();

/** Formats of X bits with a shift of at least 1, and a gate and an up element of every size. */
const cases = fc.constantFrom(16, 18).chain((X) =>
  fc.record({
    X: fc.constant(X),
    gFrac: fc.integer({ min: X / 2 + 1, max: X - 1 }),
    uFrac: fc.integer({ min: X / 2, max: X - 1 }),
    hFrac: fc.integer({ min: X / 2 - 1, max: X / 2 + 2 }),
    g: element(X),
    u: element(X),
  }),
);

function element(bits: number): fc.Arbitrary<number> {
  const limit = 2 ** (bits - 1) - 1;
  return fc.oneof(
    fc.integer({ min: -limit, max: limit }),
    fc.integer({ min: -1000, max: 1000 }),
    fc.constantFrom(-limit, -1, 0, 1, limit),
  );
}

describe('gated activations, the naive ones', () => {
  test('silu is near the real one', () => {
    fc.assert(
      fc.property(cases, ({ gFrac, g }) => {
        const x = g * 2 ** -gFrac;
        const exact = x / (1 + Math.exp(-x));
        const error = Math.abs(Number(silu(BigInt(g), gFrac, sigmoid)) * 2 ** -gFrac - exact);
        // At −8 the sigmoid becomes 0; beyond it the 2^−16 that is left of it counts, and below the cells of the index.
        const large = Math.abs(x) >= 8 ? 2 ** -8.5 + Math.abs(x) * 2 ** -16 : Math.abs(x) * 2 ** -12;
        expect(error).toBeLessThanOrEqual(large + 2 ** (-gFrac - 1));
      }),
    );
  });

  test('are the simulator’s', () => {
    fc.assert(
      fc.property(cases, ({ X, gFrac, uFrac, hFrac, g, u }) => {
        const formats = { xBits: X, gateFrac: gFrac, upFrac: uFrac, hiddenFrac: hFrac };
        const [gate, up, hidden] = [Int32Array.of(g), Int32Array.of(u), new Int32Array(1)];
        const naive = { X, gFrac, uFrac, hFrac };
        siluMultiply(gate, up, 1, formats, sigmoid, hidden);
        expect(hidden[0]).toBe(Number(siluMul(BigInt(g), BigInt(u), naive, sigmoid)));
        squaredReluMultiply(gate, up, 1, formats, hidden);
        expect(hidden[0]).toBe(Number(relu2Mul(BigInt(g), BigInt(u), naive)));
      }),
      { numRuns: 2000 },
    );
  });

  test('examples', () => {
    const formats = { X: 16, gFrac: 10, uFrac: 10, hFrac: 10 };
    expect(silu(0n, 10, sigmoid)).toBe(0n);
    expect(silu(1024n, 10, sigmoid)).toBe(749n);
    expect(silu(-1024n, 10, sigmoid)).toBe(-275n);
    expect(silu(32767n, 10, sigmoid)).toBe(32767n);
    expect(silu(-32767n, 10, sigmoid)).toBe(0n);
    expect(siluMul(32767n, -32767n, formats, sigmoid)).toBe(-32767n);
    expect(relu2Mul(-5n, 100n, formats)).toBe(0n);
    // 4 of 10 fraction bits: squared, 16 of 5; times 1.
    expect(relu2Mul(4096n, 1024n, formats)).toBe(16384n);
  });
});
