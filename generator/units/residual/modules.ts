/** Modules that the unit is made of. */
export const residualModules: readonly string[] = ['residual', 'round_clamp_biased', 'delay_line'];
