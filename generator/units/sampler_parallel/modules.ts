/** Modules that the unit is made of. */
export const samplerParallelModules: readonly string[] = [
  'sampler_parallel',
  'sampler_draw',
  'sampler_kept',
  'sampler_maximum',
  'sampler_permute',
  'sampler_choice',
  'sampler_rank',
  'sampler_ring',
  'sampler_weight',
  'sampler_random',
  'largest_of',
  'carry_save_sum',
  'prefix_sums',
  'table_lookup',
];
