import type { Parameters } from '../../netlist/netlist.ts';

/** Modules that the unit is made of. */
export function attentionModules({ SCALED, HEAD_DIM }: Parameters): readonly string[] {
  return [
    ...[
      'attention',
      'attention_address',
      'attention_control',
      'attention_dot',
      'attention_emit',
      'attention_lane',
    ],
    ...['attention_row', 'attention_slot', 'attention_softmax', 'attention_value', 'kv_memory', 'delay_line'],
    ...['multiplier', 'optional_register', 'round_clamp_biased', 'table_lookup'],
    ...(Number(HEAD_DIM) > 1 ? ['adder_tree'] : []),
    ...(SCALED === 1 ? SCALED_MODULES : ['attention_score']),
  ];
}

/** With keys and values as codes and scales. */
const SCALED_MODULES: readonly string[] = [
  ...['attention_scaled_row', 'attention_scaled_score', 'attention_scaled_store', 'attention_weight'],
  ...['kv_quantise', 'kv_quantise_head', 'leading_one', 'max_tree'],
];
