import { clamp, limitOf } from './fixed-point.ts';

/** Vector a step starts with: x[i] = clamp(token row + position row), `bits` bits. */
export function embed(
  tokens: Int32Array,
  positions: Int32Array,
  token: number,
  position: number,
  width: number,
  bits: number,
  x: Int32Array,
): void {
  const limit = limitOf(bits);
  for (let i = 0; i < width; i++) {
    x[i] = clamp((tokens[token * width + i] as number) + (positions[position * width + i] as number), limit);
  }
}
