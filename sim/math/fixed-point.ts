/** Rounding and limits of docs/arithmetic.md, on exact integers held in float64 (|value| < 2^53). */

/** rhe(value): to nearest, ties to even, of an exact multiple of a power of two. */
export function nearestEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Largest magnitude of a clamped value. Powers are slow: they stand outside of the loops over elements. */
export function limitOf(bits: number): number {
  return 2 ** (bits - 1) - 1;
}

/** Limits to ±limit. */
export function clamp(value: number, limit: number): number {
  if (value > limit) return limit;
  if (value < -limit) return -limit;
  return value;
}

/** Bits of an exact non-negative integer; 0 of 0. */
export function bitLength(value: number): number {
  if (value < 4294967296) return 32 - Math.clz32(value);
  return 64 - Math.clz32(Math.floor(value / 4294967296));
}
