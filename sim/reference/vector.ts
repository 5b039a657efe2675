/** out[rows] = W[rows, cols] · x[cols]; W row-major. */
export function multiply(weights: Float64Array, x: Float64Array, rows: number): Float64Array {
  const cols = x.length;
  const out = new Float64Array(rows);
  for (let row = 0, index = 0; row < rows; row++) {
    let sum = 0;
    for (let col = 0; col < cols; col++) sum += (weights[index++] ?? 0) * (x[col] ?? 0);
    out[row] = sum;
  }
  return out;
}

/** Σ a_i · b_i */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** a + b, element by element. */
export function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + (b[i] ?? 0));
}

/** The `index`-th piece of `length` elements, sharing memory. */
export function piece(values: Float64Array, index: number, length: number): Float64Array {
  return values.subarray(index * length, (index + 1) * length);
}

/** softmax in base 2: out_i = 2^scores_i / Σ 2^scores. */
export function softmax2(scores: readonly number[]): readonly number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => 2 ** (score - largest));
  const total = powers.reduce((partial, power) => partial + power, 0);
  return powers.map((power) => power / total);
}
