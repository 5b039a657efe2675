/** Nearest integer to `value`, ties to the even one (`rhe` of docs/arithmetic.md); exact for |value| < 2^52. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
