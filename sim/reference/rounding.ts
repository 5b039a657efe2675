/** Nearest integer, ties to even; exact for |value| < 2^52. */
export function nearestEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

/** `value` limited to ±(2^(bits−1) − 1): formats are symmetric. */
export function clampTo(bits: number, value: number): number {
  const largest = 2 ** (bits - 1) - 1;
  return Math.min(Math.max(value, -largest), largest);
}

/** Rounds to multiples of `unit` that fit `bits` bits, in place. */
export function roundToGrid(values: Float64Array, unit: number, bits: number): void {
  const largest = 2 ** (bits - 1) - 1;
  for (let i = 0; i < values.length; i++) {
    const steps = nearestEven((values[i] ?? 0) / unit);
    values[i] = Math.min(Math.max(steps, -largest), largest) * unit;
  }
}
