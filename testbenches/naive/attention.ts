import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { bitLength, clamp, entry, floorDiv, pow2, rhe, rheScaled, total } from './integers.ts';
import { bitsBelowLeadingOne, lookup } from './table.ts';

/**
 * docs/arithmetic.md §6 for all heads: q[width]; keys and values of positions 0 … pos, each [width] → o[width].
 */
export function attention(
  model: IntegerModel,
  q: readonly bigint[],
  keys: readonly (readonly bigint[])[],
  values: readonly (readonly bigint[])[],
): readonly bigint[] {
  const { heads, kvHeads, headDim } = model.shape;
  const shared = (head: number): number => Math.floor((head * kvHeads) / heads);
  const ofHead = (vector: readonly bigint[], head: number): readonly bigint[] =>
    vector.slice(head * headDim, (head + 1) * headDim);
  return Array.from({ length: heads }, (_, head) =>
    oneHead(
      model,
      ofHead(q, head),
      keys.map((key) => ofHead(key, shared(head))),
      values.map((value) => ofHead(value, shared(head))),
    ),
  ).flat();
}

function oneHead(
  { formats, tables }: IntegerModel,
  q: readonly bigint[],
  keys: readonly (readonly bigint[])[],
  values: readonly (readonly bigint[])[],
): readonly bigint[] {
  const { scoreFrac: SF, scoreBits, qFrac, kFrac, vFrac, xFrac, xBits, reciprocalBits: RB } = formats;
  let m = 0n;
  let l = 0n;
  let acc = q.map(() => 0n);
  for (const [j, key] of keys.entries()) {
    const product = total(q.map((element, i) => element * entry(key, i)));
    const s = clamp(scoreBits, rheScaled(product, SF - qFrac - kFrac));
    const c = -floorDiv(-s, pow2(SF));
    const next = j === 0 || c > m ? c : m;
    const delta = j === 0 ? 0 : Number(next - m);
    m = next;
    const d = m * pow2(SF) - s;
    const whole = Number(floorDiv(d, pow2(SF)));
    const p = floorDiv(lookup(tables.attention_exp2, d % pow2(SF)), pow2(whole));
    l = floorDiv(l, pow2(delta)) + p;
    acc = acc.map((sum, i) => floorDiv(sum, pow2(delta)) + p * entry(entry(values, j), i));
  }
  const lambda = bitLength(l) - 1;
  const AB = formats.attentionGuardBits;
  const rho = lookup(tables.attention_reciprocal, bitsBelowLeadingOne(l, tables.attention_reciprocal));
  return acc.map((sum) => {
    const an = floorDiv(sum * pow2(AB), pow2(lambda));
    return clamp(xBits, rhe(an * rho, pow2(AB + RB + vFrac - xFrac)));
  });
}
