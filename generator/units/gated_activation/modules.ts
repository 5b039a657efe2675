import type { Parameters } from '../../netlist/netlist.ts';

/** Modules that the unit is made of. */
export function gatedActivationModules({ MODE }: Parameters): readonly string[] {
  const silu = MODE === 'silu' ? ['sigmoid_segments', 'resize_signed', 'rom'] : [];
  return [
    'gated_activation',
    'gated_activation_gate',
    'delay_line',
    'multiplier',
    'round_clamp_biased',
    ...silu,
  ];
}
