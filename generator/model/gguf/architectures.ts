import { InputError } from '../../errors.ts';
import type { FeedForward, Positions } from '../float-model.ts';

/** What general.architecture fixes. */
export interface GgufArchitecture {
  readonly feedForward: FeedForward;
  readonly pairing: (Positions & { kind: 'rotary' })['pairing'];
  readonly attentionBias: boolean;
  /** Norms before attn_output and ffn_down. */
  readonly subNorms: boolean;
  /** All matrices of its layers are trits, whatever type they are written in; its head is the embedding. */
  readonly trits: boolean;
}

const BITNET = { attentionBias: false, subNorms: true, trits: true, pairing: 'half' } as const;

/**
 * Sources: llama.cpp, convert_hf_to_gguf.py permutes the rows of Llama's queries and keys, and `llama_rope_type` says how
 * the others pair; bitnet.cpp, `build_bitnet` and `build_bitnet_158`.
 */
const ARCHITECTURES: Readonly<Record<string, GgufArchitecture>> = {
  llama: {
    feedForward: 'silu_mul',
    pairing: 'adjacent',
    attentionBias: false,
    subNorms: false,
    trits: false,
  },
  qwen2: { feedForward: 'silu_mul', pairing: 'half', attentionBias: true, subNorms: false, trits: false },
  bitnet: { ...BITNET, feedForward: 'silu_mul' },
  'bitnet-b1.58': { ...BITNET, feedForward: 'relu2_mul' },
  'bitnet-25': { ...BITNET, feedForward: 'relu2_mul' },
};

/** @throws InputError for an architecture that is not among them. */
export function ggufArchitecture(name: string, path: string): GgufArchitecture {
  const found = Object.hasOwn(ARCHITECTURES, name) ? ARCHITECTURES[name] : undefined;
  if (found !== undefined) return found;
  throw new InputError({
    subject: `${path}: general.architecture`,
    rule: `must be one of ${Object.keys(ARCHITECTURES).join(', ')}`,
    received: name,
    hint: 'These are the architectures whose every operation fpga-gen has a unit for.',
  });
}
