import type { BipartiteTable } from '../../generator/model/integer-model.ts';
import { bitLength, entry, floorDiv, pow2 } from './integers.ts';

/** T0[x0|x1] + T1[x0|x2] for the whole index x0|x1|x2. */
export function lookup(table: BipartiteTable, index: bigint): bigint {
  const { k1, k2 } = table.fields;
  const x0 = floorDiv(index, pow2(k1 + k2));
  const x0x1 = floorDiv(index, pow2(k2));
  const x2 = index % pow2(k2);
  const high = BigInt(entry(table.t0, Number(x0x1)));
  return k2 === 0 ? high : high + BigInt(entry(table.t1, Number(x0 * pow2(k2) + x2)));
}

/** The bits of a > 0 below its leading one: the top K of them, zero-extended at the low end if there are fewer. */
export function bitsBelowLeadingOne(a: bigint, table: BipartiteTable): bigint {
  const wanted = indexBits(table);
  const there = bitLength(a) - 1;
  const below = a - pow2(there);
  return there >= wanted ? floorDiv(below, pow2(there - wanted)) : below * pow2(wanted - there);
}

/** K */
export function indexBits({ fields: { k0, k1, k2 } }: BipartiteTable): number {
  return k0 + k1 + k2;
}
