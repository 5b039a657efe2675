import { type Encode, encodeBf16, encodeF16, encodeF32, packAwq, packTrits } from './encode.ts';
import { Random } from './random.ts';
import type { WrittenTensor } from './write-folder.ts';

/** A folder of Hugging Face in memory, and the weights that it means, by the names of its tensors. */
export interface SmallFolder {
  readonly config: Record<string, unknown>;
  readonly tensors: Record<string, WrittenTensor>;
  /** Row-major, by stem. */
  readonly meant: ReadonlyMap<string, Float64Array>;
}

export const WIDTH = 16;
export const FFN = 24;
export const VOCABULARY = 20;
export const LAYERS = 2;
export const HEADS = 4;
export const KV_HEADS = 2;
export const HEAD_DIM = 4;

const SIZES = {
  hidden_size: WIDTH,
  intermediate_size: FFN,
  vocab_size: VOCABULARY,
  num_hidden_layers: LAYERS,
  num_attention_heads: HEADS,
  num_key_value_heads: KV_HEADS,
  max_position_embeddings: 32,
  rms_norm_eps: 1e-5,
};

/** Stems of the matrices of a layer with their rows and columns. */
export const MATRICES: Readonly<Record<string, readonly [number, number]>> = {
  'self_attn.q_proj': [HEADS * HEAD_DIM, WIDTH],
  'self_attn.k_proj': [KV_HEADS * HEAD_DIM, WIDTH],
  'self_attn.v_proj': [KV_HEADS * HEAD_DIM, WIDTH],
  'self_attn.o_proj': [WIDTH, HEADS * HEAD_DIM],
  'mlp.gate_proj': [FFN, WIDTH],
  'mlp.up_proj': [FFN, WIDTH],
  'mlp.down_proj': [WIDTH, FFN],
};

const DTYPES: Readonly<Record<string, Encode>> = { F32: encodeF32, F16: encodeF16, BF16: encodeBf16 };

interface Choices {
  readonly config: Record<string, unknown>;
  readonly dtype?: string;
  readonly norms?: Readonly<Record<string, number>>;
  readonly bias?: boolean;
  readonly tied?: boolean;
  /** Writes a matrix of a layer in another way than as floats. */
  readonly matrix?: (folder: Writer, stem: string, rows: number, cols: number) => void;
}

class Writer {
  readonly tensors: Record<string, WrittenTensor> = {};
  readonly meant = new Map<string, Float64Array>();
  readonly random: Random;
  readonly dtype: string;

  constructor(seed: number, dtype: string) {
    this.random = new Random(seed);
    this.dtype = dtype;
  }

  floats(name: string, shape: readonly number[], dtype = this.dtype): Float64Array {
    const values = this.random.eighths(shape.reduce((product, size) => product * size, 1));
    const encode = DTYPES[dtype];
    if (encode === undefined) throw new Error(`no ${dtype}`);
    this.tensors[name] = { dtype, shape, bytes: encode(values) };
    return values;
  }

  float(stem: string, shape: readonly number[]): void {
    this.meant.set(stem, this.floats(`${stem}.weight`, shape));
  }
}

function smallFolder(seed: number, choices: Choices): SmallFolder {
  const { config, dtype = 'F32', norms = {}, bias = false, tied = false } = choices;
  const writer = new Writer(seed, dtype);
  writer.float('model.embed_tokens', [VOCABULARY, WIDTH]);
  for (let index = 0; index < LAYERS; index++) {
    const layer = `model.layers.${index}`;
    const gains = { input_layernorm: WIDTH, post_attention_layernorm: WIDTH, ...norms };
    for (const [name, size] of Object.entries(gains)) writer.float(`${layer}.${name}`, [size]);
    for (const [name, [rows, cols]] of Object.entries(MATRICES)) {
      const stem = `${layer}.${name}`;
      if (choices.matrix === undefined) writer.float(stem, [rows, cols]);
      else choices.matrix(writer, stem, rows, cols);
      if (bias && /[qkv]_proj$/.test(stem))
        writer.meant.set(`${stem}.bias`, writer.floats(`${stem}.bias`, [rows]));
    }
  }
  writer.float('model.norm', [WIDTH]);
  if (!tied) writer.float('lm_head', [VOCABULARY, WIDTH]);
  return {
    config: { ...SIZES, tie_word_embeddings: tied, ...config },
    tensors: writer.tensors,
    meant: writer.meant,
  };
}

const BITNET_NORMS = { 'self_attn.attn_sub_norm': HEADS * HEAD_DIM, 'mlp.ffn_sub_norm': FFN };
const BITNET = { architectures: ['BitNetForCausalLM'], hidden_act: 'relu2', rope_theta: 500_000 };

/** The folders of this test, by name: each architecture, and each way in which its weights are written. */
export const SMALL_FOLDERS: Readonly<Record<string, (seed: number) => SmallFolder>> = {
  llama: (seed) =>
    smallFolder(seed, {
      config: {
        architectures: ['LlamaForCausalLM'],
        hidden_act: 'silu',
        rope_theta: 10_000,
        bos_token_id: 1,
      },
      dtype: 'F16',
    }),
  qwen: (seed) =>
    smallFolder(seed, {
      config: {
        architectures: ['Qwen2ForCausalLM'],
        hidden_act: 'silu',
        rope_theta: 1_000_000,
        use_sliding_window: false,
        sliding_window: 32,
      },
      dtype: 'BF16',
      bias: true,
      tied: true,
    }),
  'qwen awq': (seed) =>
    smallFolder(seed, {
      config: {
        architectures: ['Qwen2ForCausalLM'],
        hidden_act: 'silu',
        quantization_config: {
          quant_method: 'awq',
          bits: 4,
          group_size: 8,
          version: 'gemm',
          zero_point: true,
        },
      },
      dtype: 'F16',
      bias: true,
      tied: true,
      matrix: awqMatrix,
    }),
  'bitnet packed': (seed) =>
    smallFolder(seed, {
      config: {
        ...BITNET,
        quantization_config: {
          quant_method: 'bitnet',
          linear_class: 'autobitlinear',
          quantization_mode: 'offline',
        },
      },
      dtype: 'BF16',
      tied: true,
      norms: BITNET_NORMS,
      matrix: (writer, stem, rows, cols) => packedMatrix(writer, stem, rows, cols, 'multiplies'),
    }),
  'bitnet packed, divided': (seed) =>
    smallFolder(seed, {
      config: { ...BITNET, quantization_config: { quant_method: 'bitnet' } },
      dtype: 'BF16',
      norms: BITNET_NORMS,
      matrix: (writer, stem, rows, cols) => packedMatrix(writer, stem, rows, cols, 'divides'),
    }),
  'bitnet latent': (seed) =>
    smallFolder(seed, {
      config: {
        ...BITNET,
        quantization_config: {
          quant_method: 'bitnet',
          linear_class: 'autobitlinear',
          quantization_mode: 'online',
        },
      },
      dtype: 'BF16',
      tied: true,
      norms: BITNET_NORMS,
    }),
  'llama of trits': (seed) =>
    smallFolder(seed, {
      config: {
        architectures: ['LlamaForCausalLM'],
        hidden_act: 'silu',
        quantization_config: { quant_method: 'bitnet', modules_to_not_convert: ['lm_head'] },
      },
      dtype: 'BF16',
      matrix: (writer, stem, rows, cols) => packedMatrix(writer, stem, rows, cols, 'divides'),
    }),
  'older bitnet': (seed) =>
    smallFolder(seed, {
      config: { architectures: ['BitnetForCausalLM'], hidden_act: 'silu', weight_bits: 1, input_bits: 8 },
      tied: true,
      norms: { 'self_attn.inner_attn_ln': HEADS * HEAD_DIM, 'mlp.ffn_layernorm': FFN },
    }),
};

/** Rows that are no multiple of four would be padded; all of these are. */
function packedMatrix(
  writer: Writer,
  stem: string,
  rows: number,
  cols: number,
  use: 'multiplies' | 'divides',
): void {
  const trits = Array.from({ length: rows }, () =>
    Array.from({ length: cols }, () => writer.random.below(3) - 1),
  );
  const scale = 2 ** (writer.random.below(5) - 2) * 1.5;
  writer.tensors[`${stem}.weight`] = { dtype: 'U8', shape: [rows / 4, cols], bytes: packTrits(trits) };
  writer.tensors[`${stem}.weight_scale`] = { dtype: 'BF16', shape: [1], bytes: encodeBf16([scale]) };
  const one = use === 'multiplies' ? scale : 1 / scale;
  writer.meant.set(
    stem,
    Float64Array.from(trits.flat(), (trit) => trit * one),
  );
  writer.meant.set(`${stem}.scale`, Float64Array.of(one));
}

function awqMatrix(writer: Writer, stem: string, rows: number, cols: number): void {
  const group = 8;
  const table = (inputs: number, limit: number) =>
    Array.from({ length: inputs }, () => Array.from({ length: rows }, () => writer.random.below(limit)));
  const [codes, zeros, scales] = [table(cols, 16), table(cols / group, 16), table(cols / group, 9)];
  const scale = (input: number, output: number) => ((scales[input]?.[output] ?? 0) + 1) / 64;
  writer.tensors[`${stem}.qweight`] = { dtype: 'I32', shape: [cols, rows / 8], bytes: packAwq(codes) };
  writer.tensors[`${stem}.qzeros`] = { dtype: 'I32', shape: [cols / group, rows / 8], bytes: packAwq(zeros) };
  writer.tensors[`${stem}.scales`] = {
    dtype: 'F16',
    shape: [cols / group, rows],
    bytes: encodeF16(scales.flatMap((row, input) => row.map((_, output) => scale(input, output)))),
  };
  const meant = Float64Array.from({ length: rows * cols }, (_, at) => {
    const [output, input] = [Math.floor(at / cols), at % cols];
    const of = Math.floor(input / group);
    return ((codes[input]?.[output] ?? 0) - (zeros[of]?.[output] ?? 0)) * scale(of, output);
  });
  writer.meant.set(stem, meant);
}
