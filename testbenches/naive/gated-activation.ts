import type { SigmoidTable } from '../../generator/model/sigmoid-table.ts';
import { clamp, entry, floorDiv, pow2, rhe, rheScaled } from './integers.ts';

/** X, gFrac, uFrac, hFrac of docs/arithmetic.md §6c. */
export interface GatedFormats {
  readonly X: number;
  readonly gFrac: number;
  readonly uFrac: number;
  readonly hFrac: number;
}

/** §6c, `silu_mul`, one element. */
export function siluMul(
  g: bigint,
  u: bigint,
  { X, gFrac, uFrac, hFrac }: GatedFormats,
  sigmoid: SigmoidTable,
): bigint {
  const a = silu(g, gFrac, sigmoid);
  return clamp(X, rheScaled(a * u, hFrac - gFrac - uFrac));
}

/** a of `silu_mul`. */
export function silu(g: bigint, gFrac: number, { base, slope }: SigmoidTable): bigint {
  const m = g >= 0n ? g : -1n - g;
  // floor((2m + 1) · 2^(9 − gFrac)), of either sign of the exponent
  const index = floorDiv((2n * m + 1n) * pow2(9), pow2(gFrac));
  let t = pow2(15) - 1n;
  if (index < pow2(13)) {
    const k = Number(floorDiv(index, pow2(7)));
    const d = index % pow2(7);
    t = floorDiv(BigInt(entry(base, k)) + BigInt(entry(slope, k)) * d, pow2(5));
  }
  const sigma = g >= 0n ? 2n * t + 1n : pow2(16) - (2n * t + 1n);
  return rhe(g * sigma, pow2(16));
}

/** §6c, `relu2_mul`, one element. */
export function relu2Mul(g: bigint, u: bigint, { X, gFrac, uFrac, hFrac }: GatedFormats): bigint {
  const r = g > 0n ? g : 0n;
  const a = floorDiv(r * r, pow2(X - 1));
  return clamp(X, rheScaled(a * u, hFrac - uFrac - (2 * gFrac - X + 1)));
}
