/** Added to the mean square before the root. */
export const NORM_EPSILON = 1e-5;

/** y = x / sqrt(mean(x²) + eps) for each of the count vectors, without a gain; reciprocals[t] keeps the factor. */
export function rmsnorm(
  x: Float64Array,
  y: Float64Array,
  reciprocals: Float64Array,
  count: number,
  width: number,
): void {
  for (let t = 0; t < count; t++) {
    let squares = 0;
    for (let i = t * width; i < (t + 1) * width; i++) squares += x[i]! * x[i]!;
    const reciprocal = 1 / Math.sqrt(squares / width + NORM_EPSILON);
    for (let i = t * width; i < (t + 1) * width; i++) y[i] = x[i]! * reciprocal;
    reciprocals[t] = reciprocal;
  }
}

/** Adds to dx. With y = r·x and r = (mean(x²) + eps)^-½, dr/dx = -r³·x/width, hence dx = r·(dy - y·mean(y·dy)). */
export function rmsnormGradient(
  y: Float64Array,
  reciprocals: Float64Array,
  dy: Float64Array,
  dx: Float64Array,
  count: number,
  width: number,
): void {
  for (let t = 0; t < count; t++) {
    let product = 0;
    for (let i = t * width; i < (t + 1) * width; i++) product += y[i]! * dy[i]!;
    const mean = product / width;
    const reciprocal = reciprocals[t]!;
    for (let i = t * width; i < (t + 1) * width; i++) dx[i]! += reciprocal * (dy[i]! - y[i]! * mean);
  }
}
