import type { IntegerFormats } from '../../generator/model/integer-model.ts';

/** What every sum starts at: half of the unit that accShift keeps, so that dropping the bits below rounds; 0 with row scales. */
export function accumulatorStart({
  accShift,
  rowScales,
}: Pick<IntegerFormats, 'accShift' | 'rowScales'>): number {
  return accShift === 0 || rowScales ? 0 : 2 ** (accShift - 1);
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
  let index = 0;
  for (let r = 0; r < rows; r++) {
    let sum = start;
    for (let c = 0; c < cols; c++) sum += (weights[index++] as number) * (q[c] as number);
    acc[r] = sum;
  }
}
