/**
 * out[rows] = W[rows × cols] · x[cols]; W row-major. Each row is summed in the order of its columns.
 *
 * @param stride from the beginning of a row to that of the next
 */
export function multiply(
  weights: Float64Array,
  stride: number,
  x: Float64Array,
  rows: number,
  cols: number,
  out: Float64Array,
): void {
  let row = 0;
  // Four rows at a time, whose sums need not wait for one another.
  for (; row + 4 <= rows; row += 4) {
    const first = row * stride;
    const second = first + stride;
    const third = second + stride;
    const fourth = third + stride;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let col = 0; col < cols; col++) {
      const value = x[col] ?? 0;
      a += (weights[first + col] ?? 0) * value;
      b += (weights[second + col] ?? 0) * value;
      c += (weights[third + col] ?? 0) * value;
      d += (weights[fourth + col] ?? 0) * value;
    }
    out[row] = a;
    out[row + 1] = b;
    out[row + 2] = c;
    out[row + 3] = d;
  }
  for (; row < rows; row++) {
    let sum = 0;
    for (let col = 0; col < cols; col++) sum += (weights[row * stride + col] ?? 0) * (x[col] ?? 0);
    out[row] = sum;
  }
}

/** Σ x_i² */
export function sumOfSquares(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (x[i] ?? 0);
  return sum;
}

/** x + y into x. */
export function add(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + (y[i] ?? 0);
}

/** The `index`-th piece of `length` elements, sharing memory. */
export function piece(values: Float64Array, index: number, length: number): Float64Array {
  return values.subarray(index * length, (index + 1) * length);
}

/** The largest magnitude. */
export function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest;
}
