import type { RopeTables } from '../../generator/model/rope-tables.ts';
import { clamp, entry, floorDiv, pow2, rhe } from './integers.ts';

/** docs/arithmetic.md §6b for one head of HB bits at a position. */
export function rope(x: readonly bigint[], position: number, tables: RopeTables, HB: number): bigint[] {
  const LB = tables.lowBits;
  const hi = Number(floorDiv(BigInt(position), pow2(LB)));
  const lo = position - hi * Number(pow2(LB));
  const y: bigint[] = [];
  for (let i = 0; 2 * i < x.length; i++) {
    const at = (row: number) => row * Number(pow2(tables.pairBits)) + i;
    const Ac = BigInt(entry(tables.highCos, at(hi)));
    const As = BigInt(entry(tables.highSin, at(hi)));
    const Bc = BigInt(entry(tables.lowCos, at(lo)));
    const Bs = BigInt(entry(tables.lowSin, at(lo)));
    const c = rhe(Ac * Bc - As * Bs, pow2(14));
    const s = rhe(As * Bc + Ac * Bs, pow2(14));
    const even = entry(x, 2 * i);
    const odd = entry(x, 2 * i + 1);
    y.push(clamp(HB, rhe(even * c - odd * s, pow2(14))), clamp(HB, rhe(even * s + odd * c, pow2(14))));
  }
  return y;
}
