import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FloatLayer } from '../float-model.ts';
import { loadModel } from '../load.ts';
import { expectModel } from './support/expect-model.ts';
import { FUZZ_TEST_MS, fuzz, root } from './support/fuzz.ts';
import { ggufBytes } from './support/gguf-bytes.ts';
import { mutateBytes } from './support/mutate.ts';
import { naiveGguf, naiveValues } from './support/naive.ts';
import { smallGguf } from './support/small-ggufs.ts';

const layerNames = (layer: FloatLayer, index: number) => ({
  [`blk.${index}.attn_norm`]: layer.attentionNorm,
  [`blk.${index}.attn_q`]: layer.wq,
  [`blk.${index}.attn_k`]: layer.wk,
  [`blk.${index}.attn_v`]: layer.wv,
  [`blk.${index}.attn_output`]: layer.wo,
  [`blk.${index}.ffn_norm`]: layer.ffnNorm,
  [`blk.${index}.ffn_gate`]: layer.gate,
  [`blk.${index}.ffn_up`]: layer.up,
  [`blk.${index}.ffn_down`]: layer.down,
});

const SIZES = { width: 32, ffn: 32, layers: 2, heads: 4, kvHeads: 2, headDim: 8, vocabulary: 6 };
const ggufs = (
  [
    { architecture: 'llama', matrices: 'F32', embedding: 'F32', head: true },
    { architecture: 'qwen2', matrices: 'Q8_0', bias: true },
    { architecture: 'llama', matrices: 'Q4_0', embedding: 'BF16' },
  ] as const
).map((choices, index) => Buffer.from(ggufBytes(smallGguf(index, { ...choices, sizes: SIZES }))));

describe('damaged GGUF are refused or read rightly', () => {
  it(
    'as bytes',
    () => {
      const path = join(root, 'model.gguf');
      fuzz(400, (caseSeed) => {
        const bytes = ggufs[caseSeed % ggufs.length] ?? Buffer.alloc(0);
        const dataBegin = bytes.length - 4 * 32 * 32 * 7;
        writeFileSync(path, mutateBytes(bytes, caseSeed, Math.max(dataBegin, 1500)));
        const model = loadModel(path);
        const { metadata, tensors } = naiveGguf(readFileSync(path));
        const architecture = metadata.get('general.architecture');
        expect(model.shape).toMatchObject({
          width: metadata.get(`${architecture}.embedding_length`),
          layers: metadata.get(`${architecture}.block_count`),
          context: metadata.get(`${architecture}.context_length`),
        });
        const head = tensors.has('output.weight') ? 'output' : 'token_embd';
        expectModel(model, layerNames, ['token_embd', 'output_norm', head], (name) => {
          const tensor = tensors.get(name.endsWith('.bias') ? name : `${name}.weight`);
          return tensor === undefined ? [] : naiveValues(tensor);
        });
      });
    },
    FUZZ_TEST_MS,
  );
});
