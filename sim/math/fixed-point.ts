/** Rounding and limits of docs/arithmetic.md, on exact integers held in float64 (|value| < 2^53). */

/** rhe(value / 2^drop): to nearest, ties to even; a negative `drop` multiplies. */
export function roundShift(value: number, drop: number): number {
  const scaled = value * 2 ** -drop;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  if (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)) return floor + 1;
  return floor;
}

/** Limits to ±(2^(bits−1) − 1). */
export function clamp(value: number, bits: number): number {
  const limit = 2 ** (bits - 1) - 1;
  if (value > limit) return limit;
  if (value < -limit) return -limit;
  return value;
}

/** Bits of an exact non-negative integer; 0 of 0. */
export function bitLength(value: number): number {
  if (value < 4294967296) return 32 - Math.clz32(value);
  return 64 - Math.clz32(Math.floor(value / 4294967296));
}
