import type { BipartiteTable, TableFields } from '../../model/integer-model.ts';

/** Sizes of a bipartite table's two memories. */
export interface TableSize {
  readonly fields: TableFields;
  readonly outBits: number;
  readonly t1Bits: number;
}

export function tableSize(table: BipartiteTable): TableSize;
export function tableSize(table: BipartiteTable | null): TableSize | null;
export function tableSize(table: BipartiteTable | null): TableSize | null {
  return table === null ? null : { fields: table.fields, outBits: table.outBits, t1Bits: table.t1Bits };
}

/** Bits of a table's memories; `parity` doubles them. */
export function tableBits(table: TableSize | null, parity = 0): number {
  if (table === null) return 0;
  const { k0, k1, k2 } = table.fields;
  return 2 ** parity * (2 ** (k0 + k1) * table.outBits + (k2 > 0 ? 2 ** (k0 + k2) * table.t1Bits : 0));
}
