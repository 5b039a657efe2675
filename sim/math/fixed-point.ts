/** Rounding and limits of docs/arithmetic.md, on exact integers held in float64 (|value| < 2^53). */

/** rhe(value): to nearest, ties to even, of an exact multiple of a power of two. */
export function nearestEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Largest magnitude of a clamped value. */
export function limitOf(bits: number): number {
  return powerOfTwo(bits - 1) - 1;
}

/** 2^exponent, |exponent| ≤ 128: `**` takes as long as a dozen multiplications, and loops wait for it. */
export function powerOfTwo(exponent: number): number {
  return POWERS[exponent + LARGEST_EXPONENT]!;
}

const LARGEST_EXPONENT = 128;
const POWERS = Float64Array.from({ length: 2 * LARGEST_EXPONENT + 1 }, (_, i) => 2 ** (i - LARGEST_EXPONENT));

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
