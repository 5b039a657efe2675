import type { TensorNames } from '../checkpoint/tensor-names.ts';
import type { Architecture } from './architectures.ts';

/** The names that transformers gives: those of its modules. */
export function tensorNames({ attentionSubNorm, ffnSubNorm }: Architecture): TensorNames {
  return {
    embedding: 'model.embed_tokens',
    finalNorm: 'model.norm',
    head: 'lm_head',
    layer: (index) => {
      const below = (name: string) => `model.layers.${index}.${name}`;
      return {
        attentionNorm: below('input_layernorm'),
        q: below('self_attn.q_proj'),
        k: below('self_attn.k_proj'),
        v: below('self_attn.v_proj'),
        attentionSubNorm: attentionSubNorm === null ? null : below(attentionSubNorm),
        o: below('self_attn.o_proj'),
        ffnNorm: below('post_attention_layernorm'),
        gate: below('mlp.gate_proj'),
        up: below('mlp.up_proj'),
        ffnSubNorm: ffnSubNorm === null ? null : below(ffnSubNorm),
        down: below('mlp.down_proj'),
      };
    },
  };
}

/** Frequencies that old versions wrote into the checkpoint; transformers computes them anew and ignores these. */
export function mayIgnore(name: string): boolean {
  return /^model\.layers\.\d+\.self_attn\.rotary_emb\.inv_freq$/.test(name);
}
