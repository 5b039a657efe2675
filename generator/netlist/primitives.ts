/** Modules below `templates/primitives/` that use others, and which. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  carry_save_sum: ['compressor', 'optional_register'],
  prefix_sums: ['adder', 'optional_register'],
  round_clamp: ['round_clamp_biased'],
  table_lookup: ['rom'],
};

/** Modules, and the primitives that they bring along. */
export function withPrimitives(modules: readonly string[]): readonly string[] {
  return [...new Set(modules.flatMap((module) => [module, ...(BELOW[module] ?? [])]))];
}
