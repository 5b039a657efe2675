/** Modules that the unit is made of. */
export const lookupArrayModules: readonly string[] = [
  'lookup_array',
  'lookup_accumulator',
  'lookup_digits',
  'lookup_table',
  'lookup_walk',
  'adder_tree',
  'delay_line',
  'resize_signed',
];
