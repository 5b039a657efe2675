import type { IntegerLinear } from './integer-model.ts';

/** Width of the exact accumulator and the bits of it that are rounded away. */
export interface AccumulatorFormat {
  readonly accBits: number;
  readonly accShift: number;
}

/** Largest |q| of an operand of the array: symmetric, `activationBits` wide. */
export function largestOperand(activationBits: number): number {
  return 2 ** (activationBits - 1) - 1;
}

/** A matrix and what is known of its operands. */
export interface ArrayUse {
  readonly linear: IntegerLinear;
  /** Behind a ReLU no operand is negative. */
  readonly nonNegative: boolean;
}

/**
 * The least bound with |acc| ≤ bound · max |q|, of the row where it is largest. For operands of both signs it is Σ|w|,
 * reached by q = ±max with the signs of the row; for operands ≥ 0 only the weights of one sign add up. Every partial sum
 * keeps to it too.
 */
export function largestRowSum({ linear: { weights, rows, cols }, nonNegative }: ArrayUse): number {
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    let [positive, negative] = [0, 0];
    for (const weight of weights.subarray(row * cols, (row + 1) * cols)) {
      if (weight > 0) positive += weight;
      else negative -= weight;
    }
    largest = Math.max(largest, nonNegative ? Math.max(positive, negative) : positive + negative);
  }
  return largest;
}

/**
 * The narrowest accumulator that holds every sum of these weights, docs/arithmetic.md §4, also once half a unit has been
 * added to round it: so the rounded accumulator, which `dequantise` multiplies, never exceeds its `roundedBits`.
 */
export function accumulatorFormat(
  uses: readonly ArrayUse[],
  activationBits: number,
  roundedBits = 18,
): AccumulatorFormat {
  const largest = Math.max(...uses.map(largestRowSum)) * largestOperand(activationBits);
  for (let accBits = bitLength(largest) + 1; ; accBits++) {
    const accShift = Math.max(0, accBits - roundedBits);
    const half = accShift === 0 ? 0 : 2 ** (accShift - 1);
    if (largest + half < 2 ** (accBits - 1)) return { accBits, accShift };
  }
}

/** Bits of an integer ≥ 0, 0 for 0. Exact below 2^53. */
export function bitLength(value: number): number {
  let bits = 0;
  while (2 ** bits <= value) bits++;
  return bits;
}
