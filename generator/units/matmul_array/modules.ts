import type { Parameters } from '../../netlist/netlist.ts';

/** Modules that the unit is made of. */
export function matmulArrayModules({ GROUP_SIZE, TERNARY }: Parameters): readonly string[] {
  return [
    ...['matmul_array', 'accumulator', 'adder_tree', 'delay_line', 'resize_signed'],
    ...(TERNARY === 1 ? [] : ['multiplier']),
    ...(GROUP_SIZE === 0
      ? []
      : ['group_sums', 'group_sum', 'operand_sums', 'multiplier', 'ram', 'sequence_rom']),
  ];
}
