import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { abs, bitLength, clamp, entry, floorDiv, maximum, pow2, rhe, total } from './integers.ts';
import { bitsBelowLeadingOne, indexBits, lookup } from './table.ts';

/** What docs/arithmetic.md §3 makes of a vector. */
export interface Quantised {
  readonly q: readonly bigint[];
  readonly e: number;
  /** a_m */
  readonly am: bigint;
}

/** h and r_m of the norm. */
export interface Norm {
  readonly h: number;
  readonly rm: bigint;
}

/** §3, the quantisation. */
export function quantise(x: readonly bigint[], { formats, tables }: IntegerModel): Quantised {
  const { xBits: X, scaleBits: SB, reciprocalBits: RB, activationFormat } = formats;
  const amax = maximum(x.map(abs));
  const top = Math.max(bitLength(amax) - 1, 0);
  const nibbles = Math.min(Math.floor((X - 2 - top) / 4), Math.ceil((X - 1) / 4) - 1);
  const e = activationFormat === 'int16' ? X - 2 - 4 * nibbles : top;
  const xs = x.map((value) => value * pow2(X - 2 - e));
  if (activationFormat === 'int16') {
    return { q: xs.map((value) => clamp(16, rhe(value, pow2(X - 16)))), e, am: pow2(SB - 1) };
  }
  if (amax === 0n) return { q: x.map(() => 0n), e, am: pow2(SB - 1) };
  if (tables.reciprocal === null) throw new Error('int8 activations need the reciprocal');
  const am = amax * pow2(X - 2 - e);
  const rho = lookup(tables.reciprocal, bitsBelowLeadingOne(am, tables.reciprocal));
  return {
    q: xs.map((value) => clamp(8, rhe(value * rho, pow2(X - 2 + RB - 7)))),
    e,
    am: X - 1 > SB ? floorDiv(am, pow2(X - 1 - SB)) : am * pow2(SB - (X - 1)),
  };
}

/** §3, gains of 15 fraction bits. */
export function gained(x: readonly bigint[], gains: Int16Array): readonly bigint[] {
  return x.map((value, i) => rhe(value * BigInt(entry(gains, i)), pow2(15)));
}

/** §3, the norm, over the raw vector. */
export function norm(x: readonly bigint[], epsilon: number, { tables: { rsqrt } }: IntegerModel): Norm {
  const s = total(x.map((value) => value * value)) + BigInt(epsilon);
  const b = bitLength(s) - 1;
  const parity = BigInt(b % 2);
  return {
    h: Math.floor(b / 2),
    rm: lookup(rsqrt, parity * pow2(indexBits(rsqrt)) + bitsBelowLeadingOne(s, rsqrt)),
  };
}

/** Without the norm: h = 0, r_m = 2^(SB−1). */
export function noNorm({ formats }: IntegerModel): Norm {
  return { h: 0, rm: pow2(formats.scaleBits - 1) };
}
