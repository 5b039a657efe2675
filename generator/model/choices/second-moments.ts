/** E[x·xᵀ] over vectors of `size` elements, one after the other; size × size. */
export function secondMoments(vectors: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let from = 0; from < vectors.length; from += size) {
    for (let i = 0; i < size; i++) {
      const value = vectors[from + i] ?? 0;
      for (let j = i; j < size; j++)
        out[i * size + j] = (out[i * size + j] ?? 0) + value * (vectors[from + j] ?? 0);
    }
  }
  const share = size / vectors.length;
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const mean = (out[i * size + j] ?? 0) * share;
      out[i * size + j] = mean;
      out[j * size + i] = mean;
    }
  }
  return out;
}

/** The vectors less their mean. */
export function deviations(vectors: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(size);
  for (let i = 0; i < vectors.length; i++) sums[i % size] = (sums[i % size] ?? 0) + (vectors[i] ?? 0);
  const share = size / vectors.length;
  return vectors.map((value, i) => value - (sums[i % size] ?? 0) * share);
}

/** W·H·Wᵀ for some rows W of `size` elements: the second moments of W·x where H are those of x. */
export function congruence(rows: Float64Array, moments: Float64Array, size: number): Float64Array {
  const height = rows.length / size;
  const out = new Float64Array(height * height);
  for (let i = 0; i < height; i++) {
    for (let k = 0; k < size; k++) {
      let sum = 0;
      for (let m = 0; m < size; m++) sum += (rows[i * size + m] ?? 0) * (moments[m * size + k] ?? 0);
      for (let j = 0; j < height; j++)
        out[i * height + j] = (out[i * height + j] ?? 0) + sum * (rows[j * size + k] ?? 0);
    }
  }
  return out;
}
