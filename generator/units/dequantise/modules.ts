import type { Parameters } from '../../netlist/netlist.ts';

/** Modules that the unit is made of. */
export function dequantiseModules({ ROW_SCALES }: Parameters): readonly string[] {
  const rowScales = ROW_SCALES === 1 ? ['sequence_rom', 'optional_register'] : [];
  return ['dequantise', 'delay_line', 'multiplier', 'resize_signed', ...rowScales];
}
