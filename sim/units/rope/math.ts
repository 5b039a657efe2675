import type { RopeTables } from '../../../generator/model/rope-tables.ts';
import { clamp, limitOf, nearestEven } from '../../math/fixed-point.ts';

/** c and s of all pairs of a head at one position. */
export interface RopeCoefficients {
  readonly cos: Int32Array;
  readonly sin: Int32Array;
}

/** RF: a coefficient of 1 is 2^14. */
const UNIT = 2 ** -14;

/** Coefficients of a position (docs/arithmetic.md §6b) into `out`, whose length is the number of pairs. */
export function ropeCoefficients(tables: RopeTables, position: number, out: RopeCoefficients): void {
  const { pairBits, lowBits, highCos, highSin, lowCos, lowSin } = tables;
  const lows = 2 ** lowBits;
  const high = Math.floor(position / lows) * 2 ** pairBits;
  const low = (position % lows) * 2 ** pairBits;
  for (let pair = 0; pair < out.cos.length; pair++) {
    const [a, b] = [highCos[high + pair] as number, highSin[high + pair] as number];
    const [c, d] = [lowCos[low + pair] as number, lowSin[low + pair] as number];
    out.cos[pair] = nearestEven((a * c - b * d) * UNIT);
    out.sin[pair] = nearestEven((b * c + a * d) * UNIT);
  }
}

/** Turns the pairs of x: int[n], whole heads one after another, in place; `bits` bits. */
export function rotate(x: Int32Array, n: number, { cos, sin }: RopeCoefficients, bits: number): void {
  const limit = limitOf(bits);
  const pairs = cos.length;
  for (let i = 0, pair = 0; i < n; i += 2, pair = pair + 1 === pairs ? 0 : pair + 1) {
    const [even, odd] = [x[i] as number, x[i + 1] as number];
    const [c, s] = [cos[pair] as number, sin[pair] as number];
    x[i] = clamp(nearestEven((even * c - odd * s) * UNIT), limit);
    x[i + 1] = clamp(nearestEven((even * s + odd * c) * UNIT), limit);
  }
}
