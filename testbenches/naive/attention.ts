import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { abs, bitLength, clamp, entry, floorDiv, maximum, pow2, rhe, rheScaled, total } from './integers.ts';
import { bitsBelowLeadingOne, lookup } from './table.ts';

/** Head parameters that models without grouped queries or scales leave out. */
export interface AttentionOptions {
  readonly kvHeads?: number;
  /** §6a: the shifts of keys and values with scales. */
  readonly scaled?: { readonly DS: number; readonly SS: number; readonly OS: number; readonly VG: number };
}

/** A head of k or v at a position: elements or codes, and of codes what one is worth, mantissa · 2^exponent. */
export interface Head {
  readonly elements: readonly bigint[];
  readonly mantissa: bigint;
  readonly exponent: number;
}

const HB = 16;

/** docs/arithmetic.md §6a, one head of k or v. */
export function quantiseHead(
  x: readonly bigint[],
  { formats: { reciprocalBits: RB }, tables: { reciprocal } }: Pick<IntegerModel, 'formats' | 'tables'>,
): Head {
  const amax = maximum(x.map(abs));
  if (amax === 0n) return { elements: x.map(() => 0n), mantissa: pow2(11), exponent: 0 };
  if (reciprocal === null) throw new Error('scales need the reciprocal');
  const e = bitLength(amax) - 1;
  const normalise = pow2(HB - 2 - e);
  const am = amax * normalise;
  const rho = lookup(reciprocal, bitsBelowLeadingOne(am, reciprocal));
  return {
    elements: x.map((value) => clamp(8, rhe(value * normalise * rho, pow2(HB - 2 + RB - 7)))),
    mantissa: floorDiv(am, pow2(HB - 1 - 12)),
    exponent: e,
  };
}

/**
 * docs/arithmetic.md §6 and §6a for all heads: q[width]; keys and values of positions 0 … pos, each [kvHeads × H] → o[width].
 */
export function attention(
  model: IntegerModel,
  q: readonly bigint[],
  keys: readonly (readonly bigint[])[],
  values: readonly (readonly bigint[])[],
  options: AttentionOptions = {},
): readonly bigint[] {
  const { heads, headDim } = model.shape;
  const { kvHeads = heads, scaled } = options;
  const ofHead = (vector: readonly bigint[], head: number): readonly bigint[] =>
    vector.slice(head * headDim, (head + 1) * headDim);
  const stored = (vector: readonly bigint[], head: number): Head => {
    const elements = ofHead(vector, head);
    return scaled === undefined ? { elements, mantissa: 1n, exponent: 0 } : quantiseHead(elements, model);
  };
  return Array.from({ length: heads }, (_, head) => {
    const shared = Math.floor((head * kvHeads) / heads);
    const ofPositions = (rows: readonly (readonly bigint[])[]) => rows.map((row) => stored(row, shared));
    return oneHead(model, ofHead(q, head), ofPositions(keys), ofPositions(values), options);
  }).flat();
}

function oneHead(
  { formats, tables }: IntegerModel,
  q: readonly bigint[],
  keys: readonly Head[],
  values: readonly Head[],
  { scaled }: AttentionOptions,
): readonly bigint[] {
  const { scoreFrac: SF, scoreBits, qFrac, kFrac, vFrac, xFrac, xBits, reciprocalBits: RB } = formats;
  let m = 0n;
  let l = 0n;
  let acc = q.map(() => 0n);
  for (const [j, key] of keys.entries()) {
    const value = entry(values, j);
    const dot = total(q.map((element, i) => element * entry(key.elements, i)));
    const s = clamp(
      scoreBits,
      scaled === undefined
        ? rheScaled(dot, SF - qFrac - kFrac)
        : rheScaled(ceilDiv(dot, pow2(scaled.DS)) * key.mantissa, key.exponent - scaled.SS),
    );
    const c = ceilDiv(s, pow2(SF));
    const next = j === 0 || c > m ? c : m;
    const delta = j === 0 ? 0 : Number(next - m);
    m = next;
    const d = m * pow2(SF) - s;
    const whole = Number(floorDiv(d, pow2(SF)));
    const p = floorDiv(lookup(tables.attention_exp2, d % pow2(SF)), pow2(whole));
    l = floorDiv(l, pow2(delta)) + p;
    const weight =
      scaled === undefined ? p : floorDiv(p * value.mantissa, pow2(11 + HB - 2 - scaled.VG - value.exponent));
    acc = acc.map((sum, i) => floorDiv(sum, pow2(delta)) + weight * entry(value.elements, i));
  }
  const lambda = bitLength(l) - 1;
  const AB = formats.attentionGuardBits;
  const rho = lookup(tables.attention_reciprocal, bitsBelowLeadingOne(l, tables.attention_reciprocal));
  return acc.map((sum) => {
    const an = floorDiv(sum * pow2(AB), pow2(lambda));
    return clamp(xBits, rhe(an * rho, pow2(scaled?.OS ?? AB + RB + vFrac - xFrac)));
  });
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return -floorDiv(-a, b);
}
