/** Modules that the unit is made of. */
export const samplerSerialModules: readonly string[] = [
  'sampler_serial',
  'sampler_sort',
  'sampler_merge',
  'sampler_bank',
  'sampler_memory',
  'sampler_multiply',
  'sampler_search',
  'sampler_random',
  'table_lookup',
];
