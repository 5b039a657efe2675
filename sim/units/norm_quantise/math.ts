import type { IntegerFormats, IntegerTables } from '../../../generator/model/integer-model.ts';
import { bitLength, clamp, limitOf, nearestEven, powerOfTwo } from '../../math/fixed-point.ts';
import { fractionIndex, indexBits, lookUp } from '../../math/table.ts';

/** What the scale needs of a quantised vector (docs/arithmetic.md §3). */
export interface VectorScale {
  /** e, 0 … xBits−2. */
  readonly exponent: number;
  /** a_m, scaleBits bits. */
  readonly amaxMantissa: number;
}

/** h and r_m of the reciprocal root mean square. */
export interface RootScale {
  readonly halfBits: number;
  readonly rsqrt: number;
}

/** Multiplies x: int[n] by gains of 15 fraction bits into out: int[n]; no magnitude grows. */
export function applyGains(x: Int32Array, n: number, gains: Int16Array, out: Int32Array): void {
  for (let i = 0; i < n; i++) out[i] = nearestEven(((x[i] as number) * (gains[i] as number)) / 32768);
}

/** Quantises x: int[n] of xBits into q: int[n] of activationBits. */
export function quantise(
  x: Int32Array,
  n: number,
  q: Int16Array,
  formats: IntegerFormats,
  tables: Pick<IntegerTables, 'reciprocal'>,
): VectorScale {
  const { xBits, scaleBits, reciprocalBits } = formats;
  let amax = 0;
  for (let i = 0; i < n; i++) amax = Math.max(amax, Math.abs(x[i] as number));
  const highest = Math.max(bitLength(amax) - 1, 0);
  const exponent = tables.reciprocal === null ? nibbleExponent(highest, xBits) : highest;
  const left = powerOfTwo(xBits - 2 - exponent);
  if (tables.reciprocal === null) {
    const scale = left * powerOfTwo(16 - xBits);
    const limit = limitOf(16);
    for (let i = 0; i < n; i++) q[i] = clamp(nearestEven((x[i] as number) * scale), limit);
    return { exponent, amaxMantissa: powerOfTwo(scaleBits - 1) };
  }
  if (amax === 0) {
    q.fill(0, 0, n);
    return { exponent, amaxMantissa: powerOfTwo(scaleBits - 1) };
  }
  const table = tables.reciprocal;
  const normalised = amax * left;
  const factor = lookUp(table, fractionIndex(normalised, xBits - 2, indexBits(table))) * left;
  const scale = factor * powerOfTwo(9 - xBits - reciprocalBits);
  const limit = limitOf(8);
  for (let i = 0; i < n; i++) q[i] = clamp(nearestEven((x[i] as number) * scale), limit);
  return { exponent, amaxMantissa: Math.floor(normalised * powerOfTwo(scaleBits - (xBits - 1))) };
}

/** The exponent in steps of four below the top bit, so that normalising shifts by nibbles. */
function nibbleExponent(highest: number, xBits: number): number {
  const zeroNibbles = Math.floor((xBits - 2 - highest) / 4);
  return xBits - 2 - 4 * Math.min(zeroNibbles, Math.ceil((xBits - 1) / 4) - 1);
}

/** Reciprocal root of the sum of squares of x: int[n] and of epsilon, an integer. */
export function reciprocalRoot(
  x: Int32Array,
  n: number,
  epsilon: number,
  tables: Pick<IntegerTables, 'rsqrt'>,
): RootScale {
  let sum = epsilon;
  for (let i = 0; i < n; i++) sum += (x[i] as number) * (x[i] as number);
  const position = bitLength(sum) - 1;
  const bits = indexBits(tables.rsqrt);
  const parity = position % 2;
  const index = parity * powerOfTwo(bits) + fractionIndex(sum, position, bits);
  return { halfBits: Math.floor(position / 2), rsqrt: lookUp(tables.rsqrt, index) };
}
