/**
 * Exact product of a matrix and a quantised vector: acc[r] = Σ_c weights[r·cols + c] · q[c].
 * Sums stay below 2^53 (`accBits` is proven), so float64 holds them exactly in any order.
 */
export function matmul(weights: Int16Array, rows: number, cols: number, q: Int16Array, acc: Float64Array): void {
  let index = 0;
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += (weights[index++] as number) * (q[c] as number);
    acc[r] = sum;
  }
}
