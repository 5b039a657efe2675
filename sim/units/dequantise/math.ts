import type { ScaleConstant } from '../../../generator/model/integer-model.ts';
import { clamp, limitOf, nearestEven, powerOfTwo } from '../../math/fixed-point.ts';
import type { RootScale, VectorScale } from '../norm_quantise/math.ts';

/** M and sh of an operation on a vector. */
export interface ResultScale {
  readonly mantissa: number;
  readonly shift: number;
}

/**
 * Scale of a linear operation (docs/arithmetic.md §4).
 * @param vector null for the identity, whose operand is the raw vector
 * @param root null without norm
 */
export function resultScale(
  constant: ScaleConstant,
  vector: VectorScale | null,
  root: RootScale | null,
  scaleBits: number,
): ResultScale {
  const one = powerOfTwo(scaleBits - 1);
  const first = Math.floor((constant.mantissa * (vector?.amaxMantissa ?? one)) / one);
  return {
    mantissa: Math.floor((first * (root?.rsqrt ?? one)) / (2 * one)),
    shift: constant.shift - (vector?.exponent ?? 0) + (root?.halfBits ?? 0),
  };
}

/** acc18 = floor(acc / 2^accShift), in place; half a unit is in the accumulators already. */
export function dropAccumulatorBits(acc: Float64Array, n: number, accShift: number): void {
  if (accShift === 0) return;
  const unit = powerOfTwo(-accShift);
  for (let i = 0; i < n; i++) acc[i] = Math.floor((acc[i] as number) * unit);
}

/** y[i] = clamp(rhe(acc[i] · M_i / 2^(sh + 16 − SB))) with M_i = floor(M · ρ_i / 2^(SB−1)), `bits` bits. */
export function dequantiseRows(
  acc: Float64Array,
  n: number,
  scale: ResultScale,
  rowScales: Uint16Array | null,
  scaleBits: number,
  bits: number,
  y: Int32Array,
): void {
  const limit = limitOf(bits);
  const drop = powerOfTwo(1 - scaleBits);
  const factor = powerOfTwo(scaleBits - 16 - scale.shift);
  for (let i = 0; i < n; i++) {
    const rho = rowScales === null ? 32768 : (rowScales[i] as number);
    const mantissa = Math.floor(scale.mantissa * rho * drop);
    y[i] = clamp(nearestEven((acc[i] as number) * mantissa * factor), limit);
  }
}

/** y[i] = clamp(rhe(acc18[i] · M / 2^sh)), `bits` bits. */
export function dequantise(
  acc18: Float64Array,
  n: number,
  scale: ResultScale,
  bits: number,
  y: Int32Array,
): void {
  const limit = limitOf(bits);
  const factor = scale.mantissa * powerOfTwo(-scale.shift);
  for (let i = 0; i < n; i++) y[i] = clamp(nearestEven((acc18[i] as number) * factor), limit);
}
