import type { SigmoidTable } from '../../../generator/model/sigmoid-table.ts';
import { clamp, limitOf, nearestEven } from '../../math/fixed-point.ts';

/** Bits and fractions of gate, up and hidden vector. */
export interface GatedFormats {
  readonly xBits: number;
  readonly gateFrac: number;
  readonly upFrac: number;
  readonly hiddenFrac: number;
}

/** h[i] = g[i]·σ(g[i])·u[i] (docs/arithmetic.md §6c, `silu_mul`), into `hidden`, which may be one of the others. */
export function siluMultiply(
  gate: Int32Array,
  up: Int32Array,
  n: number,
  { xBits, gateFrac, upFrac, hiddenFrac }: GatedFormats,
  { base, slope }: SigmoidTable,
  hidden: Int32Array,
): void {
  const limit = limitOf(xBits);
  const toIndex = 2 ** (9 - gateFrac);
  const unit = 2 ** (hiddenFrac - gateFrac - upFrac);
  for (let i = 0; i < n; i++) {
    const g = gate[i] as number;
    const magnitude = g < 0 ? -1 - g : g;
    const index = Math.floor((2 * magnitude + 1) * toIndex);
    let positive = 65535;
    if (index < 8192) {
      const segment = Math.floor(index / 128);
      const line = (base[segment] as number) + (slope[segment] as number) * (index % 128);
      positive = 2 * Math.floor(line / 32) + 1;
    }
    const sigma = g < 0 ? 65536 - positive : positive;
    const activated = nearestEven((g * sigma) / 65536);
    hidden[i] = clamp(nearestEven(activated * (up[i] as number) * unit), limit);
  }
}

/** h[i] = max(g[i], 0)²·u[i] (docs/arithmetic.md §6c, `relu2_mul`), into `hidden`, which may be one of the others. */
export function squaredReluMultiply(
  gate: Int32Array,
  up: Int32Array,
  n: number,
  { xBits, gateFrac, upFrac, hiddenFrac }: GatedFormats,
  hidden: Int32Array,
): void {
  const limit = limitOf(xBits);
  const toActivated = 2 ** (1 - xBits);
  const unit = 2 ** (hiddenFrac - upFrac - (2 * gateFrac - xBits + 1));
  for (let i = 0; i < n; i++) {
    const positive = Math.max(gate[i] as number, 0);
    const activated = Math.floor(positive * positive * toActivated);
    hidden[i] = clamp(nearestEven(activated * (up[i] as number) * unit), limit);
  }
}
