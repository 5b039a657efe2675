import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../support/requirements.ts';
import { compileEdgeBench, type EdgeBench } from '../edges/bench.ts';
import { ODD_DESIGN, SMALL_DESIGN } from '../edges/designs.ts';

const MAX_NEW_TOKENS = 0x34;
const TEMPERATURE = 0x38;
/** Cycles between two sequences: a write, the fold and one step. */
const SPACING = 100;

/** Inverse temperature as docs/arithmetic.md §7 has it. */
interface Code {
  readonly mantissa: bigint;
  readonly shift: number;
}

/** §7, in BigInt. */
function fold(scaleBits: number, constant: bigint, constantShift: number, { mantissa, shift }: Code) {
  const bits = BigInt(scaleBits);
  const product = constant * mantissa;
  return product >= 1n << (2n * bits - 1n)
    ? { mantissa: Number(product >> bits), shift: constantShift + shift - 1 }
    : { mantissa: Number(product >> (bits - 1n)), shift: constantShift + shift };
}

describeWith({ tools: ['iverilog'] }, 'temperature_fold', () => {
  for (const view of [SMALL_DESIGN, { ...SMALL_DESIGN, headMantissa: 2048, headShift: -2 }, ODD_DESIGN]) {
    const { scaleBits, headMantissa, headShift } = view;
    let bench: EdgeBench;
    beforeAll(async () => {
      bench = await compileEdgeBench('icarus', view);
    });
    afterAll(() => bench?.remove());

    test(`folds into ${headMantissa} · 2^−${headShift}, ${scaleBits} bits, as the page says`, async () => {
      const one = 1n << BigInt(scaleBits - 1);
      const codes: Code[] = [
        { mantissa: one, shift: -4 },
        { mantissa: one, shift: 0 },
        { mantissa: 2n * one - 1n, shift: 4 },
        ...Array.from({ length: 40 }, (_unused, index) => ({
          mantissa: one + (((BigInt(index) * 0x9e3779b97f4a7c15n) >> 7n) % one),
          shift: (index % 8) - 3,
        })),
      ];
      const log = await bench.run({
        cycles: SPACING * (codes.length + 2),
        prompt: codes.map((_code, index) => ({ cycle: SPACING * (index + 1) + 50, data: 1, last: true })),
        writes: [
          { cycle: 0, address: MAX_NEW_TOKENS, data: 1 },
          ...codes.map(({ mantissa, shift }, index) => ({
            cycle: SPACING * (index + 1),
            address: TEMPERATURE,
            data: (Number(mantissa) << (16 - scaleBits)) + (shift & 255) * 65536,
          })),
        ],
      });
      expect(log.faults).toEqual([]);
      expect(log.settings.map(({ mantissa, shift }) => ({ mantissa, shift: (shift << 24) >> 24 }))).toEqual(
        codes.map((code) => fold(scaleBits, BigInt(headMantissa), headShift, code)),
      );
    });
  }

  test('greedy counts as temperature 1, and a sequence waits for the fold', async () => {
    const bench = await compileEdgeBench('icarus', SMALL_DESIGN);
    const log = await bench.run({
      cycles: 300,
      prompt: [
        { cycle: 14, data: 1, last: true },
        { cycle: 100, data: 1, last: true },
      ],
      writes: [
        { cycle: 0, address: MAX_NEW_TOKENS, data: 1 },
        { cycle: 10, address: TEMPERATURE, data: 0xc000 },
        { cycle: 40, address: TEMPERATURE, data: 0x8002c000 },
      ],
    });
    await bench.remove();
    expect(log.faults).toEqual([]);
    expect(log.settings.map(({ greedy, mantissa, shift }) => [greedy, mantissa, shift])).toEqual([
      // 3001 · 1.5 = 4501 does not fit 12 bits.
      [0, 2250, 8],
      [1, 3001, 9],
    ]);
    // Handed over in cycle 10, written in 11, busy from 12 to 24: the step begins two cycles after the fold.
    expect(log.steps.map(({ cycle }) => cycle)).toEqual([26, 101]);
  });
});
