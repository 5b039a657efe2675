import type { Parameters } from '../../netlist/netlist.ts';

/** Modules that the unit is made of. */
export function normQuantiseModules({ GAINS, ACTIVATION_BITS }: Parameters): readonly string[] {
  return [
    ...[
      'norm_quantise',
      'adder_tree',
      'delay_line',
      'leading_one',
      'multiplier',
      'optional_register',
      'table_lookup',
    ],
    ...(GAINS === 1 ? ['sequence_rom', 'round_clamp_biased'] : []),
    ...(ACTIVATION_BITS === 8 ? ['max_tree', 'round_clamp_biased'] : ['round_clamp']),
  ];
}
