/** Modules that the unit is made of. */
export const headBiasModules: readonly string[] = [
  'head_bias',
  'sequence_rom',
  'delay_line',
  'round_clamp_biased',
];
