/** E[x·xᵀ] over vectors of `size` elements, one after the other; size × size. */
export function secondMoments(vectors: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  // Column i of four vectors at once: the sums are read and written a quarter as often.
  for (let from = 0; from < vectors.length; from += 4 * size) {
    const block = new Float64Array(4 * size);
    block.set(vectors.subarray(from, from + 4 * size));
    addMoments(block, size, out);
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

/** Adds the products of four vectors to those on and above the diagonal. */
function addMoments(block: Float64Array, size: number, out: Float64Array): void {
  for (let i = 0; i < size; i++) {
    const a = block[i] ?? 0;
    const b = block[size + i] ?? 0;
    const c = block[2 * size + i] ?? 0;
    const d = block[3 * size + i] ?? 0;
    for (let j = i, at = i * size + i; j < size; j++, at++) {
      out[at] =
        (out[at] ?? 0) +
        a * (block[j] ?? 0) +
        b * (block[size + j] ?? 0) +
        c * (block[2 * size + j] ?? 0) +
        d * (block[3 * size + j] ?? 0);
    }
  }
}

/** E[x·xᵀ] − E[x]·E[x]ᵀ, given the first term. */
export function covariance(moments: Float64Array, vectors: Float64Array, size: number): Float64Array {
  const mean = new Float64Array(size);
  const share = size / vectors.length;
  for (let i = 0; i < vectors.length; i++) mean[i % size] = (mean[i % size] ?? 0) + (vectors[i] ?? 0) * share;
  return moments.map((moment, i) => moment - (mean[Math.floor(i / size)] ?? 0) * (mean[i % size] ?? 0));
}

/** W·H·Wᵀ for some rows W of `size` elements: the second moments of W·x where H are those of x. */
export function congruence(rows: Float64Array, moments: Float64Array, size: number): Float64Array {
  const height = rows.length / size;
  const out = new Float64Array(height * height);
  for (let i = 0; i < height; i++) {
    for (let k = 0; k < size; k++) {
      let sum = 0;
      for (let m = 0; m < size; m++) sum += (rows[i * size + m] ?? 0) * (moments[m * size + k] ?? 0);
      for (let j = 0; j < height; j++) {
        out[i * height + j] = (out[i * height + j] ?? 0) + sum * (rows[j * size + k] ?? 0);
      }
    }
  }
  return out;
}
