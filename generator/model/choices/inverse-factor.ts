/**
 * The upper triangle U with UᵀU = H⁻¹, of a symmetric positive definite H (size × size, row-major). Row j of U is what an
 * error of element j leaves to the elements after it in the best case: their change is −U_ji/U_jj of it.
 *
 * H = M·Mᵀ with M upper triangular, found from the last column on; U is the inverse of M.
 */
export function inverseFactor(h: Float64Array, size: number): Float64Array {
  const m = upperFactor(h, size);
  const u = new Float64Array(size * size);
  for (let row = size - 1; row >= 0; row--) {
    const diagonal = m[row * size + row] ?? 1;
    u[row * size + row] = 1 / diagonal;
    for (let k = row + 1; k < size; k++) {
      const share = (m[row * size + k] ?? 0) / diagonal;
      for (let col = k; col < size; col++) {
        u[row * size + col] = (u[row * size + col] ?? 0) - share * (u[k * size + col] ?? 0);
      }
    }
  }
  return u;
}

function upperFactor(h: Float64Array, size: number): Float64Array {
  const m = new Float64Array(size * size);
  for (let col = size - 1; col >= 0; col--) {
    for (let row = col; row >= 0; row--) {
      let rest = h[row * size + col] ?? 0;
      for (let k = col + 1; k < size; k++) rest -= (m[row * size + k] ?? 0) * (m[col * size + k] ?? 0);
      m[row * size + col] = row === col ? Math.sqrt(rest) : rest / (m[col * size + col] ?? 1);
    }
  }
  return m;
}
