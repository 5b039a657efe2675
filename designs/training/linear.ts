// The three products of a linear operation, the innermost loop taking four columns at a time: four sums in registers
// keep the adder busy. Every width here is a multiple of 4.

/** y[count, rows] = x[count, cols] · W[rows, cols]ᵀ. */
export function linear(
  weights: Float64Array,
  x: Float64Array,
  y: Float64Array,
  count: number,
  rows: number,
  cols: number,
): void {
  for (let t = 0; t < count; t++) {
    for (let row = 0; row < rows; row++) {
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      const end = row * cols + cols;
      for (let w = row * cols, i = t * cols; w < end; w += 4, i += 4) {
        sum0 += weights[w]! * x[i]!;
        sum1 += weights[w + 1]! * x[i + 1]!;
        sum2 += weights[w + 2]! * x[i + 2]!;
        sum3 += weights[w + 3]! * x[i + 3]!;
      }
      y[t * rows + row] = sum0 + sum1 + (sum2 + sum3);
    }
  }
}

/** Adds dyᵀ · x to dW[rows, cols], from dy[count, rows] and x[count, cols]. */
export function addWeightGradient(
  dWeights: Float64Array,
  x: Float64Array,
  dy: Float64Array,
  count: number,
  rows: number,
  cols: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col += 4) {
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (let t = 0, i = col; t < count; t++, i += cols) {
        const slope = dy[t * rows + row]!;
        sum0 += slope * x[i]!;
        sum1 += slope * x[i + 1]!;
        sum2 += slope * x[i + 2]!;
        sum3 += slope * x[i + 3]!;
      }
      const w = row * cols + col;
      dWeights[w]! += sum0;
      dWeights[w + 1]! += sum1;
      dWeights[w + 2]! += sum2;
      dWeights[w + 3]! += sum3;
    }
  }
}

/** Adds dy · W to dx[count, cols], from dy[count, rows] and W[rows, cols]. */
export function addInputGradient(
  weights: Float64Array,
  dy: Float64Array,
  dx: Float64Array,
  count: number,
  rows: number,
  cols: number,
): void {
  for (let t = 0; t < count; t++) {
    for (let col = 0; col < cols; col += 4) {
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
      for (let row = 0, w = col; row < rows; row++, w += cols) {
        const slope = dy[t * rows + row]!;
        sum0 += slope * weights[w]!;
        sum1 += slope * weights[w + 1]!;
        sum2 += slope * weights[w + 2]!;
        sum3 += slope * weights[w + 3]!;
      }
      const i = t * cols + col;
      dx[i]! += sum0;
      dx[i + 1]! += sum1;
      dx[i + 2]! += sum2;
      dx[i + 3]! += sum3;
    }
  }
}

/** From dy[count, rows]: adds to dW[rows, cols] and to dx[count, cols]. */
export function linearGradient(
  weights: Float64Array,
  x: Float64Array,
  dy: Float64Array,
  dWeights: Float64Array,
  dx: Float64Array,
  count: number,
  rows: number,
  cols: number,
): void {
  addWeightGradient(dWeights, x, dy, count, rows, cols);
  addInputGradient(weights, dy, dx, count, rows, cols);
}
