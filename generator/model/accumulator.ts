import type { IntegerLinear } from './integer-model.ts';
import { roundHalfEven } from './round-half-even.ts';

/** Bits of the rounded accumulator that `dequantise` multiplies. */
const ROUNDED_BITS = 18;

/** Width of the exact accumulator and the bits of it that are rounded away. */
export interface AccumulatorFormat {
  readonly accBits: number;
  readonly accShift: number;
}

/** Largest |q| of an operand of the array: symmetric, `activationBits` wide. */
export function largestOperand(activationBits: number): number {
  return 2 ** (activationBits - 1) - 1;
}

/** Σ|w| of the row where it is largest: |acc| ≤ this · max |q|, reached by q = ±max with the signs of the row. */
export function largestRowSum({ weights, rows, cols }: IntegerLinear): number {
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (const weight of weights.subarray(row * cols, (row + 1) * cols)) sum += Math.abs(weight);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/**
 * The narrowest accumulator that holds every sum of these weights, docs/arithmetic.md §4.
 *
 * With accShift > 0 the rounding can carry: 2^(accBits−1) − 1 becomes 2^17, which 18 bits do not hold. Only sums within
 * half a rounding step of that do so; then the accumulator is declared one bit wider.
 */
export function accumulatorFormat(
  linears: readonly IntegerLinear[],
  activationBits: number,
): AccumulatorFormat {
  const largest = Math.max(...linears.map(largestRowSum)) * largestOperand(activationBits);
  const accBits = bitLength(largest) + 1;
  const accShift = Math.max(0, accBits - ROUNDED_BITS);
  if (roundHalfEven(largest / 2 ** accShift) < 2 ** (ROUNDED_BITS - 1)) return { accBits, accShift };
  return { accBits: accBits + 1, accShift: accShift + 1 };
}

/** Bits of an integer ≥ 0, 0 for 0. Exact below 2^53. */
export function bitLength(value: number): number {
  let bits = 0;
  while (2 ** bits <= value) bits++;
  return bits;
}
