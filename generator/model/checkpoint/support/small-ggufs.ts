import { type Encode, encodeBf16, encodeF16, encodeF32 } from './encode.ts';
import { encodeQ4, encodeQ8, encodeTq1, encodeTq2 } from './encode-blocks.ts';
import type { WrittenGguf, WrittenGgufTensor, WrittenValue } from './gguf-bytes.ts';
import { Random } from './random.ts';

/** A GGUF in memory, and the weights that it means, by the names of its tensors. */
export interface SmallGguf extends WrittenGguf {
  readonly meant: ReadonlyMap<string, Float64Array>;
}

/** Trits come in blocks of 256 columns. */
export const SIZES = {
  width: 256,
  ffn: 256,
  layers: 1,
  heads: 4,
  kvHeads: 2,
  headDim: 64,
  vocabulary: 6,
} as const;

/** Types by the name that this file calls them, with their number and what writes them. */
export const TYPES: Readonly<Record<string, readonly [number, Encode]>> = {
  F32: [0, encodeF32],
  F16: [1, encodeF16],
  Q4_0: [2, encodeQ4],
  Q8_0: [8, encodeQ8],
  BF16: [30, encodeBf16],
  TQ1_0: [34, encodeTq1],
  TQ2_0: [35, encodeTq2],
};

interface Choices {
  readonly architecture: string;
  /** Type of the matrices of the layers. */
  readonly matrices: string;
  readonly embedding?: string;
  readonly bias?: boolean;
  readonly subNorms?: boolean;
  readonly head?: boolean;
  readonly more?: readonly (readonly [string, WrittenValue])[];
  readonly sizes?: Readonly<Record<keyof typeof SIZES, number>>;
}

/**
 * Values that the type holds exactly: eighths for floats, multiples of a scale for blocks that show their extreme, trits
 * of one scale.
 */
function exactValues(random: Random, type: string, count: number, scale: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => {
    if (type.startsWith('TQ')) return index < 256 && count > 256 ? 0 : (random.below(3) - 1) * scale;
    if (type === 'Q8_0') return (index % 32 === 0 ? 127 : random.below(255) - 127) / 128;
    if (type === 'Q4_0') return (index % 32 === 0 ? -8 : random.below(16) - 8) / 16;
    return random.eighth();
  });
}

export function smallGguf(seed: number, choices: Choices): SmallGguf {
  const random = new Random(seed);
  const meant = new Map<string, Float64Array>();
  const tensors: WrittenGgufTensor[] = [];
  const { width, ffn, heads, kvHeads, headDim, vocabulary, layers } = choices.sizes ?? SIZES;
  const add = (name: string, shape: readonly number[], type: string) => {
    const [id, encode] = TYPES[type] ?? [0, encodeF32];
    const count = shape.reduce((product, size) => product * size, 1);
    const values = exactValues(random, type, count, 0.375);
    meant.set(name, values);
    tensors.push({ name, shape, type: id, bytes: encode(values) });
  };
  add('token_embd.weight', [vocabulary, width], choices.embedding ?? 'F16');
  add('output_norm.weight', [width], 'F32');
  if (choices.head === true) add('output.weight', [vocabulary, width], choices.embedding ?? 'F16');
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string) => `blk.${layer}.${name}`;
    const matrix = (name: string, rows: number, cols: number, bias = false) => {
      add(of(`${name}.weight`), [rows, cols], choices.matrices);
      if (bias) add(of(`${name}.bias`), [rows], 'F32');
    };
    add(of('attn_norm.weight'), [width], 'F32');
    matrix('attn_q', heads * headDim, width, choices.bias);
    matrix('attn_k', kvHeads * headDim, width, choices.bias);
    matrix('attn_v', kvHeads * headDim, width, choices.bias);
    matrix('attn_output', width, heads * headDim);
    add(of('ffn_norm.weight'), [width], 'F32');
    matrix('ffn_gate', ffn, width);
    matrix('ffn_up', ffn, width);
    matrix('ffn_down', width, ffn);
    if (choices.subNorms === true) {
      add(of('attn_sub_norm.weight'), [heads * headDim], 'F32');
      add(of('ffn_sub_norm.weight'), [ffn], 'F32');
    }
  }
  const key = (name: string, value: WrittenValue) => [`${choices.architecture}.${name}`, value] as const;
  return {
    metadata: [
      ['general.architecture', { text: choices.architecture }],
      key('block_count', { u32: layers }),
      key('embedding_length', { u32: width }),
      key('feed_forward_length', { u32: ffn }),
      key('context_length', { u32: 32 }),
      key('attention.head_count', { u32: heads }),
      key('attention.head_count_kv', { u64: BigInt(kvHeads) }),
      key('attention.layer_norm_rms_epsilon', { f32: 1e-5 }),
      key('rope.freq_base', { f32: 500_000 }),
      ...(choices.more ?? []),
    ],
    tensors,
    meant,
  };
}

const PIECES: readonly (readonly [string, WrittenValue])[] = [
  ['tokenizer.ggml.model', { text: 'llama' }],
  ['tokenizer.ggml.tokens', { texts: ['<unk>', '<s>', '</s>', '▁', 'a', '▁a'] }],
  ['tokenizer.ggml.scores', { f32s: [0, 0, 0, -1, -2, -3] }],
  ['tokenizer.ggml.token_type', { i32s: [2, 3, 3, 1, 1, 1] }],
  ['tokenizer.ggml.bos_token_id', { u32: 1 }],
  ['tokenizer.ggml.eos_token_id', { u32: 2 }],
];

/** The files of this test, by name: each architecture, and each type. */
export const SMALL_GGUFS: Readonly<Record<string, (seed: number) => SmallGguf>> = {
  'llama F32': (seed) =>
    smallGguf(seed, { architecture: 'llama', matrices: 'F32', embedding: 'F32', head: true, more: PIECES }),
  'llama F16': (seed) => smallGguf(seed, { architecture: 'llama', matrices: 'F16' }),
  'llama BF16': (seed) => smallGguf(seed, { architecture: 'llama', matrices: 'BF16', embedding: 'BF16' }),
  'llama Q8_0': (seed) => smallGguf(seed, { architecture: 'llama', matrices: 'Q8_0', embedding: 'Q8_0' }),
  'llama Q4_0': (seed) => smallGguf(seed, { architecture: 'llama', matrices: 'Q4_0', head: true }),
  qwen2: (seed) => smallGguf(seed, { architecture: 'qwen2', matrices: 'Q8_0', bias: true }),
  'bitnet TQ1_0': (seed) =>
    smallGguf(seed, {
      architecture: 'bitnet',
      matrices: 'TQ1_0',
      subNorms: true,
      more: [
        ['bitnet.rope.scaling.type', { text: 'linear' }],
        ['bitnet.rope.scaling.factor', { f32: 1 }],
      ],
    }),
  'bitnet-b1.58 TQ2_0': (seed) =>
    smallGguf(seed, { architecture: 'bitnet-b1.58', matrices: 'TQ2_0', subNorms: true }),
};
