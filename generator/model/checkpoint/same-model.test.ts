import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWith, sharedPath } from '../../../testbenches/support/requirements.ts';
import type { IntegerModel } from '../integer-model.ts';
import { loadModel } from '../load.ts';
import { quantise } from '../quantise.ts';
import { encodeF32 } from './support/encode.ts';
import { ggufBytes, type WrittenGgufTensor } from './support/gguf-bytes.ts';
import {
  FFN,
  HEAD_DIM,
  HEADS,
  KV_HEADS,
  LAYERS,
  SMALL_FOLDERS,
  VOCABULARY,
  WIDTH,
} from './support/small-folders.ts';
import { writeFolder } from './support/write-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'fpga-gen-same-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function small(name: string) {
  const made = SMALL_FOLDERS[name]?.(7);
  if (made === undefined) throw new Error(name);
  const folder = join(root, name);
  writeFolder(folder, made.config, made.tensors);
  return { ...made, folder };
}

/** All that is computed with, as text. */
function numbers({ name: _, tokenizer: __, ...model }: IntegerModel): string {
  return JSON.stringify(model, (___, value: unknown) =>
    ArrayBuffer.isView(value)
      ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
      : value,
  );
}

describe('checkpoints go through step ②', () => {
  it.each(Object.keys(SMALL_FOLDERS))('%s', (name) => {
    const { folder, meant } = small(name);
    const model = quantise(loadModel(folder));
    expect(model.linears).toHaveLength(7 * LAYERS + 1);
    const scale = meant.get('model.layers.0.self_attn.q_proj.scale');
    if (scale !== undefined) {
      expect(model.linears.find((linear) => linear.name === 'layer0.attn_wq')?.scale).toBe(scale[0]);
    }
  });
});

/** Names of GGUF by those of transformers. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^model\.embed_tokens$/, 'token_embd'],
  [/^model\.norm$/, 'output_norm'],
  [/^lm_head$/, 'output'],
  [/^model\.layers\.(\d+)\.input_layernorm$/, 'blk.$1.attn_norm'],
  [/^model\.layers\.(\d+)\.post_attention_layernorm$/, 'blk.$1.ffn_norm'],
  [/^model\.layers\.(\d+)\.self_attn\.([qkv])_proj$/, 'blk.$1.attn_$2'],
  [/^model\.layers\.(\d+)\.self_attn\.o_proj$/, 'blk.$1.attn_output'],
  [/^model\.layers\.(\d+)\.mlp\.(gate|up|down)_proj$/, 'blk.$1.ffn_$2'],
];

/** Rows of each head from halves to neighbours, as llama.cpp's converter writes Llama's queries and keys. */
function permuted(values: Float64Array, heads: number): Float64Array {
  const cols = values.length / (heads * HEAD_DIM);
  return Float64Array.from({ length: values.length }, (_, at) => {
    const [row, col] = [Math.floor(at / cols), at % cols];
    const [head, inHead] = [Math.floor(row / HEAD_DIM), row % HEAD_DIM];
    const from = head * HEAD_DIM + (inHead % 2) * (HEAD_DIM / 2) + Math.floor(inHead / 2);
    return values[from * cols + col] ?? 0;
  });
}

describe('a folder and its GGUF are the same integer model', () => {
  it.each([
    ['llama', 'llama', 10_000],
    ['qwen', 'qwen2', 1_000_000],
  ])('%s', (name, architecture, base) => {
    const { config, folder, meant, tensors } = small(name);
    const { bos_token_id: boundary } = config;
    const written: WrittenGgufTensor[] = [...meant].map(([stem, values]) => {
      const isBias = stem.endsWith('.bias');
      const of = stem.replace(/\.bias$/, '');
      const found = NAMES.find(([pattern]) => pattern.test(of));
      if (found === undefined) throw new Error(stem);
      const heads = of.endsWith('q_proj') ? HEADS : KV_HEADS;
      const turns = architecture === 'llama' && /[qk]_proj$/.test(of);
      return {
        name: `${of.replace(...found)}.${isBias ? 'bias' : 'weight'}`,
        shape: tensors[isBias ? stem : `${stem}.weight`]?.shape ?? [],
        type: 0,
        bytes: encodeF32(turns ? permuted(values, heads) : values),
      };
    });
    const key = (part: string, value: number) => [`${architecture}.${part}`, { u32: value }] as const;
    const path = join(root, `${name}.gguf`);
    const bytes = ggufBytes({
      metadata: [
        ['general.architecture', { text: architecture }],
        ...[key('block_count', LAYERS), key('embedding_length', WIDTH), key('feed_forward_length', FFN)],
        ...[
          key('context_length', 32),
          key('attention.head_count', HEADS),
          key('attention.head_count_kv', KV_HEADS),
        ],
        ...[key('attention.key_length', HEAD_DIM), key('vocab_size', VOCABULARY)],
        [`${architecture}.attention.layer_norm_rms_epsilon`, { f32: 1e-5 }],
        [`${architecture}.rope.freq_base`, { f32: base }],
        // Choices are made on sequences that begin with this token.
        ...(boundary === undefined
          ? []
          : ([
              ['tokenizer.ggml.bos_token_id', { u32: Number(boundary) }],
              ['tokenizer.ggml.add_bos_token', { bool: true }],
            ] as const)),
      ],
      tensors: written,
    });
    writeFileSync(path, bytes);
    expect(numbers(quantise(loadModel(path)))).toBe(numbers(quantise(loadModel(folder))));
  });
});

describeWith(
  { shared: ['stories260K/stories260K-f32.gguf', 'stories260K/stories260K.bin', 'stories260K/tok512.bin'] },
  'stories260K',
  () => {
    it('is the same integer model from its GGUF and from its llama2.c file', () => {
      const gguf = loadModel(sharedPath('stories260K/stories260K-f32.gguf'));
      const bin = loadModel(sharedPath('stories260K/stories260K.bin'), {
        tokenizer: sharedPath('stories260K/tok512.bin'),
        context: gguf.shape.context,
      });
      expect(numbers(quantise(gguf))).toBe(numbers(quantise(bin)));
    });
  },
);
