import type { FloatModel } from './float-model.ts';
import { roundHalfEven } from './round-half-even.ts';

/** A vector's gains as the hardware multiplies them: gain ≈ mantissa / 2^15 · scale, the scale a power of two. */
export interface GainMantissas {
  readonly mantissas: Int16Array;
  readonly scale: number;
}

/** Some norm has a gain (that is not folded into a matrix). */
export function hasGains({ embeddingNorm, layers, finalNorm }: FloatModel): boolean {
  const norms = layers.flatMap(({ attentionNorm, attentionSubNorm, ffnNorm, ffnSubNorm }) => [
    ...[attentionNorm, attentionSubNorm],
    ...[ffnNorm, ffnSubNorm],
  ]);
  return [embeddingNorm, ...norms, finalNorm].some((norm) => norm !== null && norm.gain !== null);
}

const FRACTION = 15;
const LARGEST = 2 ** FRACTION - 1;

/** The least scale with which no mantissa exceeds 16 bits. A vector without gains has the largest mantissa everywhere. */
export function gainMantissas(gain: Float64Array | null, length: number): GainMantissas {
  if (gain === null)
    return { mantissas: new Int16Array(length).fill(LARGEST), scale: 2 ** FRACTION / LARGEST };
  const largest = gain.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  let scale = 2 ** Math.ceil(Math.log2(largest));
  while (roundHalfEven((largest / scale) * 2 ** FRACTION) > LARGEST) scale *= 2;
  return {
    mantissas: Int16Array.from(gain, (value) => roundHalfEven((value / scale) * 2 ** FRACTION)),
    scale,
  };
}
