import type { TableStore } from '../../sizing/plan.ts';
import { NO_RESOURCES, type Resources } from '../resources.ts';
import { blockMemory } from './block-memory.ts';
import type { Fabric } from './fabric.ts';
import { type TableSize, tableBits } from './table-size.ts';

/** The two memories of a bipartite table in block RAM, where that is where they are. `parity` doubles them. */
export function tableBlocks(fabric: Fabric, table: TableSize | null, parity = 0): Resources {
  if (table === null || !romInBlocks(fabric, 'bram')) return NO_RESOURCES;
  const { k0, k1, k2 } = table.fields;
  const blocks = (index: number, bits: number): number =>
    blockMemory(fabric.family, 2 ** (index + parity), bits, false).blocks;
  const bram = blocks(k0 + k1, table.outBits) + (k2 > 0 ? blocks(k0 + k2, table.t1Bits) : 0);
  return { ...NO_RESOURCES, bram };
}

/** Whether a read-only memory is in block RAM. */
export function romInBlocks({ filledBlocks }: Fabric, store: TableStore): boolean {
  return store === 'bram' && filledBlocks;
}

/** What a table takes of logic where it is not in block RAM: its bits by the 64 of a LUT6. */
export function tableLogic(fabric: Fabric, store: TableStore, table: TableSize | null, parity = 0): number {
  return romInBlocks(fabric, store) ? 0 : tableBits(table, parity) / 64;
}
