/** ReLU in place: y[i] = max(y[i], 0). */
export function relu(y: Int32Array, n: number): void {
  for (let i = 0; i < n; i++) if ((y[i] as number) < 0) y[i] = 0;
}
