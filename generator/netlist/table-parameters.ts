import type { IntegerTables } from '../model/integer-model.ts';
import type { TableSize } from '../units/resources/table-size.ts';
import type { Parameters } from './netlist.ts';

/** Images of a table, as `<PREFIX>T0_FILE` and so on; none of a table that a design lacks, no second one without corrections. */
export function tableFiles(prefix: string, name: keyof IntegerTables, table: TableSize | null): Parameters {
  return {
    [`${prefix}T0_FILE`]: table === null ? '' : `mem/${name}_t0.mem`,
    [`${prefix}T1_FILE`]: table === null || table.t1Bits === 0 ? '' : `mem/${name}_t1.mem`,
  };
}

/** Fields and images of a table, as `<PREFIX>K0` and so on. */
export function tableParameters(
  prefix: string,
  name: keyof IntegerTables,
  table: TableSize | null,
): Parameters {
  const { k0, k1, k2 } = table?.fields ?? { k0: 1, k1: 0, k2: 0 };
  return {
    [`${prefix}K0`]: k0,
    [`${prefix}K1`]: k1,
    [`${prefix}K2`]: k2,
    [`${prefix}T1_BITS`]: Math.max(1, table?.t1Bits ?? 1),
    ...tableFiles(prefix, name, table),
  };
}
