import { InputError } from '../../errors.ts';
import type { FeedForward } from '../float-model.ts';

/** What an architecture of transformers fixes, or assumes where its config.json is silent. */
export interface Architecture {
  /** Names of the norms before o_proj and down_proj, below a layer; null where it has none. */
  readonly attentionSubNorm: string | null;
  readonly ffnSubNorm: string | null;
  /** Queries, keys and values have a bias, whatever the configuration says. */
  readonly attentionBias: boolean;
  /** Sequences begin with the configuration's bos_token_id; Qwen's has one that its tokenizer never writes. */
  readonly beginsWithBos: boolean;
  readonly defaults: {
    readonly ropeTheta: number;
    readonly normEpsilon: number;
    readonly activation: string;
  };
  /**
   * How weights become trits: `latent`, at every use from the floats in the file, without a quantization_config;
   * `configured`, as its quantization_config says, which it must have; `optional`, likewise if it has one.
   */
  readonly trits: 'latent' | 'configured' | 'optional';
}

/** Sources: transformers, configuration_*.py and modeling_*.py of llama, qwen2 and bitnet; 1bitLLM, modeling_bitnet.py. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  LlamaForCausalLM: {
    attentionSubNorm: null,
    ffnSubNorm: null,
    attentionBias: false,
    beginsWithBos: true,
    defaults: { ropeTheta: 10_000, normEpsilon: 1e-6, activation: 'silu' },
    trits: 'optional',
  },
  Qwen2ForCausalLM: {
    attentionSubNorm: null,
    ffnSubNorm: null,
    attentionBias: true,
    beginsWithBos: false,
    defaults: { ropeTheta: 10_000, normEpsilon: 1e-6, activation: 'silu' },
    trits: 'optional',
  },
  BitNetForCausalLM: {
    attentionSubNorm: 'self_attn.attn_sub_norm',
    ffnSubNorm: 'mlp.ffn_sub_norm',
    attentionBias: false,
    beginsWithBos: true,
    defaults: { ropeTheta: 500_000, normEpsilon: 1e-5, activation: 'relu2' },
    trits: 'configured',
  },
  BitnetForCausalLM: {
    attentionSubNorm: 'self_attn.inner_attn_ln',
    ffnSubNorm: 'mlp.ffn_layernorm',
    attentionBias: false,
    beginsWithBos: true,
    defaults: { ropeTheta: 10_000, normEpsilon: 1e-6, activation: 'silu' },
    trits: 'latent',
  },
};

/** Source: transformers, activations.py; `swish` is its other name of silu, `relu2` is relu(x)². */
const ACTIVATIONS: Readonly<Record<string, FeedForward>> = {
  silu: 'silu_mul',
  swish: 'silu_mul',
  relu2: 'relu2_mul',
};

/** @throws InputError when `architectures` of the configuration names none that is known. */
export function architectureOf(names: readonly string[] | undefined, subject: string): Architecture {
  const [name, second] = names ?? [];
  if (name !== undefined && second === undefined && Object.hasOwn(ARCHITECTURES, name)) {
    const found = ARCHITECTURES[name];
    if (found !== undefined) return found;
  }
  throw new InputError({
    subject: `${subject}: architectures`,
    rule: `must name one of ${Object.keys(ARCHITECTURES).join(', ')}`,
    received: names,
    hint: 'These are the architectures whose every operation fpga-gen has a unit for.',
  });
}

/** @throws InputError for an activation that no unit computes. */
export function feedForwardOf(activation: string, subject: string): FeedForward {
  const found = Object.hasOwn(ACTIVATIONS, activation) ? ACTIVATIONS[activation] : undefined;
  if (found !== undefined) return found;
  throw new InputError({
    subject: `${subject}: hidden_act`,
    rule: `must be one of ${Object.keys(ACTIVATIONS).join(', ')}`,
    received: activation,
    hint: 'No unit computes another activation.',
  });
}
