import type { Family } from '../../sizing/board-schema.ts';
import type { TableStore } from '../../sizing/plan.ts';
import { NO_RESOURCES, type Resources } from '../resources.ts';
import { blockMemory } from './block-memory.ts';
import { type TableSize, tableBits } from './cost-parameters.ts';

/** The two memories of a bipartite table in block RAM, where that is where they are. `parity` doubles them. */
export function tableBlocks(family: Family, table: TableSize | null, parity = 0): Resources {
  if (table === null || !romInBlocks(family, 'bram')) return NO_RESOURCES;
  const { k0, k1, k2 } = table.fields;
  const blocks = (index: number, bits: number): number =>
    blockMemory(family, 2 ** (index + parity), bits, false).blocks;
  const bram = blocks(k0 + k1, table.outBits) + (k2 > 0 ? blocks(k0 + k2, table.t1Bits) : 0);
  return { ...NO_RESOURCES, bram };
}

/** Whether a read-only memory is in block RAM: yosys 0.23 fills no M10K, so on Cyclone V all are logic. */
export function romInBlocks(family: Family, store: TableStore): boolean {
  return store === 'bram' && family !== 'cyclone_v';
}

/** What a table takes of logic where it is not in block RAM: its bits by the 64 of a LUT6. */
export function tableLogic(family: Family, store: TableStore, table: TableSize | null, parity = 0): number {
  return romInBlocks(family, store) ? 0 : tableBits(table, parity) / 64;
}
