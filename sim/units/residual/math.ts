import { clamp, limitOf } from '../../math/fixed-point.ts';

/** x[i] = clamp(x[i] + y[i]), in place, `bits` bits. */
export function addResidual(x: Int32Array, y: Int32Array, n: number, bits: number): void {
  const limit = limitOf(bits);
  for (let i = 0; i < n; i++) x[i] = clamp((x[i] as number) + (y[i] as number), limit);
}
