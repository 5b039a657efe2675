import { clamp, limitOf } from '../../math/fixed-point.ts';

/** y[i] = clamp(y[i] + biases[i]), in place, `bits` bits. */
export function addBias(y: Int32Array, n: number, biases: Int16Array, bits: number): void {
  const limit = limitOf(bits);
  for (let i = 0; i < n; i++) y[i] = clamp((y[i] as number) + (biases[i] as number), limit);
}
