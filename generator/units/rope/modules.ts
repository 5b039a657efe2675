import type { Parameters } from '../../netlist/netlist.ts';

/** Modules that the unit is made of. */
export function ropeModules({ ROWS, HEAD_DIM }: Parameters): readonly string[] {
  // A head of several words is kept in memories.
  const words = Number(HEAD_DIM) > Math.max(2, Number(ROWS)) ? ['ram'] : [];
  return [
    ...['rope', 'rope_coefficients', 'rope_element', 'delay_line', 'multiplier', 'optional_register'],
    ...['rom', 'round_clamp_biased', ...words],
  ];
}
