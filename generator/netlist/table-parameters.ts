import type { IntegerTables } from '../model/integer-model.ts';
import type { TableSize } from '../units/resources/table-size.ts';
import type { Parameters } from './netlist.ts';

/** Images of a table, as `<PREFIX>_T0_FILE` and so on; a table without corrections has no second one. */
export function tableFiles(prefix: string, name: keyof IntegerTables, { t1Bits }: TableSize): Parameters {
  return {
    [`${prefix}T0_FILE`]: `mem/${name}_t0.mem`,
    ...(t1Bits > 0 ? { [`${prefix}T1_FILE`]: `mem/${name}_t1.mem` } : {}),
  };
}

/** Fields and images of a table, as `<PREFIX>K0` and so on. */
export function tableParameters(prefix: string, name: keyof IntegerTables, table: TableSize): Parameters {
  return {
    [`${prefix}K0`]: table.fields.k0,
    [`${prefix}K1`]: table.fields.k1,
    [`${prefix}K2`]: table.fields.k2,
    [`${prefix}T1_BITS`]: Math.max(1, table.t1Bits),
    ...tableFiles(prefix, name, table),
  };
}
