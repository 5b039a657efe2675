/** Nearest integer, ties to even; exact for |value| < 2^52. */
export function nearestEven(value: number): number {
  const nearest = Math.round(value);
  // Math.round takes a tie upwards.
  return nearest - value === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** `value` limited to ±(2^(bits−1) − 1): formats are symmetric. */
export function clampTo(bits: number, value: number): number {
  const largest = 2 ** (bits - 1) - 1;
  return Math.min(Math.max(value, -largest), largest);
}

/** Rounds to the grid of `frac` fraction bits in `bits` bits. The powers are taken once: `**` is slow. */
export function gridOf(frac: number, bits: number): (value: number) => number {
  const [unit, step, largest] = [2 ** frac, 2 ** -frac, 2 ** (bits - 1) - 1];
  return (value) => Math.min(Math.max(nearestEven(value * unit), -largest), largest) * step;
}
