import { clamp, limitOf } from '../../math/fixed-point.ts';

/** Vector a step starts with: x[i] = clamp(token row + position row), `bits` bits; without positions the token row. */
export function embed(
  tokens: Int32Array,
  positions: Int32Array | null,
  token: number,
  position: number,
  width: number,
  bits: number,
  x: Int32Array,
): void {
  const limit = limitOf(bits);
  for (let i = 0; i < width; i++) {
    const learned = positions === null ? 0 : (positions[position * width + i] as number);
    x[i] = clamp((tokens[token * width + i] as number) + learned, limit);
  }
}
