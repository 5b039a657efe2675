import type { BipartiteTable } from '../../generator/model/integer-model.ts';

/** Value of a bipartite table; `index` has k0+k1+k2 bits, the parity bit (if any) above them. */
export function lookUp(table: BipartiteTable, index: number): number {
  const { k1, k2 } = table.fields;
  const coarse = table.t0[Math.floor(index / 2 ** k2)] as number;
  if (k2 === 0) return coarse;
  const high = Math.floor(index / 2 ** (k1 + k2));
  return coarse + (table.t1[high * 2 ** k2 + (index % 2 ** k2)] as number);
}

/** Index bits of a table without its parity bit. */
export function indexBits(table: BipartiteTable): number {
  return table.fields.k0 + table.fields.k1 + table.fields.k2;
}

/** The top `bits` bits of `value` below its leading one at bit `position`, zero-extended where there are fewer. */
export function fractionIndex(value: number, position: number, bits: number): number {
  return Math.floor((value - 2 ** position) * 2 ** (bits - position));
}
