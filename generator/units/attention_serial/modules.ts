/** Modules that the unit is made of. */
export const attentionSerialModules: readonly string[] = [
  'attention_serial',
  'attention_walk',
  'attention_address',
  'attention_lane',
  'attention_softmax',
  'delay_line',
  'multiplier',
  'optional_register',
  'ram',
  'round_clamp_biased',
  'table_lookup',
];
