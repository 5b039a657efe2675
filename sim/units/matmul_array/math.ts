import type { IntegerFormats } from '../../../generator/model/integer-model.ts';

/** What every sum starts at: half of the unit that accShift keeps, so that dropping the bits below rounds; 0 with row scales. */
export function accumulatorStart({
  accShift,
  rowScales,
}: Pick<IntegerFormats, 'accShift' | 'rowScales'>): number {
  return accShift === 0 || rowScales ? 0 : 2 ** (accShift - 1);
}

/**
 * What an operand is multiplied by in all, of a code in a group. The array takes codes and zero points apart and scales the
 * group's sum; all of that is exact, so it comes to the same.
 */
export function groupedWeight(
  code: number,
  { scale, zeroPoint }: { readonly scale: number; readonly zeroPoint: number },
): number {
  return scale * (code - zeroPoint);
}

/**
 * Product of a matrix and a quantised vector: acc[r] = start + Σ_c weights[r·cols + c] · q[c].
 * Sums stay below 2^53 (`accBits` is proven), so float64 holds them exactly in any order.
 * @param start half of the unit that accShift keeps, so that dropping the bits below rounds; 0 where nothing is dropped
 */
export function matmul(
  weights: Int16Array,
  rows: number,
  cols: number,
  q: Int16Array,
  start: number,
  acc: Float64Array,
): void {
  let r = 0;
  // Four rows at a time, whose sums need not wait for one another.
  for (; r + 4 <= rows; r += 4) {
    const first = r * cols;
    const second = first + cols;
    const third = second + cols;
    const fourth = third + cols;
    let s0 = start;
    let s1 = start;
    let s2 = start;
    let s3 = start;
    for (let c = 0; c < cols; c++) {
      const operand = q[c]!;
      s0 += weights[first + c]! * operand;
      s1 += weights[second + c]! * operand;
      s2 += weights[third + c]! * operand;
      s3 += weights[fourth + c]! * operand;
    }
    acc[r] = s0;
    acc[r + 1] = s1;
    acc[r + 2] = s2;
    acc[r + 3] = s3;
  }
  for (; r < rows; r++) {
    let sum = start;
    for (let c = 0; c < cols; c++) sum += weights[r * cols + c]! * q[c]!;
    acc[r] = sum;
  }
}
