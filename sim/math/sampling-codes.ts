import { InputError } from '../../generator/errors.ts';

/** 1/T = mantissa / 2^(SB−1) · 2^(−shift) */
export interface InverseTemperature {
  /** SB bits, the leading one set. */
  readonly mantissa: number;
  /** −4 … 4 */
  readonly shift: number;
}

const HOTTEST = 16;
const COLDEST = 1 / 16;

/**
 * The inverse temperature as the head's constant takes it; greedy (temperature 0) samples at T = 1.
 * The mantissa is the nearest to the double 1/T, ties to even. docs/arithmetic.md §7.
 *
 * @throws InputError unless the temperature is 0 or 1/16 … 16
 */
export function encodeInverseTemperature(temperature: number, scaleBits: number): InverseTemperature {
  if (temperature !== 0 && !(temperature >= COLDEST && temperature <= HOTTEST)) {
    throw new InputError({
      subject: 'temperature',
      rule: 'must be 0 (greedy) or between 1/16 and 16',
      received: temperature,
    });
  }
  const unity = 2 ** (scaleBits - 1);
  const inverse = temperature === 0 ? 1 : 1 / temperature;
  let shift = 4;
  while (inverse * 2 ** shift >= 2) shift--;
  const mantissa = roundHalfEven(inverse * 2 ** shift * unity);
  // Rounding may reach the next power of two.
  return mantissa === 2 * unity ? { mantissa: unity, shift: shift - 1 } : { mantissa, shift };
}

/** p in 65536ths, 1 … 65536. @throws InputError unless 0 < p ≤ 1 */
export function encodeTopP(p: number): number {
  if (!(p > 0 && p <= 1)) {
    throw new InputError({ subject: 'top-p', rule: 'must be above 0 and at most 1', received: p });
  }
  return Math.max(1, roundHalfEven(p * 65536));
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below === 0.5) return below % 2 === 0 ? below : below + 1;
  return Math.round(value);
}
