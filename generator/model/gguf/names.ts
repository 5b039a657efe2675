import type { TensorNames } from '../checkpoint/tensor-names.ts';
import type { GgufArchitecture } from './architectures.ts';

/** Source: llama.cpp, gguf-py/gguf/constants.py, `TENSOR_NAMES`. */
export function tensorNames({ subNorms }: GgufArchitecture): TensorNames {
  return {
    embedding: 'token_embd',
    finalNorm: 'output_norm',
    head: 'output',
    layer: (index) => {
      const of = (name: string) => `blk.${index}.${name}`;
      return {
        attentionNorm: of('attn_norm'),
        q: of('attn_q'),
        k: of('attn_k'),
        v: of('attn_v'),
        attentionSubNorm: subNorms ? of('attn_sub_norm') : null,
        o: of('attn_output'),
        ffnNorm: of('ffn_norm'),
        gate: of('ffn_gate'),
        up: of('ffn_up'),
        ffnSubNorm: subNorms ? of('ffn_sub_norm') : null,
        down: of('ffn_down'),
      };
    },
  };
}
