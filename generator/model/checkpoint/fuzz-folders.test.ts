import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FloatLayer, FloatLinear, Norm } from '../float-model.ts';
import { loadModel } from '../load.ts';
import { expectModel } from './support/expect-model.ts';
import { FUZZ_TEST_MS, fuzz, root } from './support/fuzz.ts';
import { mutateBytes, mutateJson } from './support/mutate.ts';
import { type NaiveTensors, naiveAwq, naivePacked, naiveSafetensors, naiveValues } from './support/naive.ts';
import { SMALL_FOLDERS } from './support/small-folders.ts';
import { writeFolder } from './support/write-folder.ts';

const folderNames = (layer: FloatLayer, index: number) => {
  const below = (parts: Record<string, FloatLinear | Norm | null>) =>
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [`model.layers.${index}.${name}`, part]));
  return below({
    input_layernorm: layer.attentionNorm,
    'self_attn.q_proj': layer.wq,
    'self_attn.k_proj': layer.wk,
    'self_attn.v_proj': layer.wv,
    'self_attn.o_proj': layer.wo,
    post_attention_layernorm: layer.ffnNorm,
    'mlp.gate_proj': layer.gate,
    'mlp.up_proj': layer.up,
    'mlp.down_proj': layer.down,
  });
};

/** An accepted folder must mean what a naive reading of its files says. */
function checkFolder(folder: string): void {
  const model = loadModel(folder);
  const config: Record<string, unknown> = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
  const tensors = naiveSafetensors(readFileSync(join(folder, 'model.safetensors')));
  expect(model.shape).toMatchObject({
    width: config['hidden_size'],
    heads: config['num_attention_heads'],
    ffn: config['intermediate_size'],
    layers: config['num_hidden_layers'],
    vocabulary: config['vocab_size'],
    context: config['max_position_embeddings'],
  });
  if (typeof config['rope_theta'] === 'number')
    expect(model.positions).toMatchObject({ base: config['rope_theta'] });
  if (config['rms_norm_eps'] !== undefined) expect(model.normEpsilon).toBe(config['rms_norm_eps']);
  const quantisation = new Map<string, unknown>(Object.entries(config['quantization_config'] ?? {}));
  const head = config['tie_word_embeddings'] === true ? 'model.embed_tokens' : 'lm_head';
  expectModel(model, folderNames, ['model.embed_tokens', 'model.norm', head], (name, rows, cols) =>
    folderValues(tensors, quantisation, name, rows, cols),
  );
}

function folderValues(
  tensors: NaiveTensors,
  quantisation: ReadonlyMap<string, unknown>,
  name: string,
  rows: number,
  cols: number,
): readonly number[] {
  const tensor = tensors.get(name.endsWith('.bias') ? name : `${name}.weight`);
  if (tensor === undefined) {
    const size = Number(quantisation.get('group_size') ?? 128);
    return naiveAwq(tensors, name, rows, cols, size === -1 ? cols : size);
  }
  if (!['U8', 'I8'].includes(tensor.type)) return naiveValues(tensor);
  const scale = tensors.get(`${name}.weight_scale`);
  const [value = 0] = scale === undefined ? [] : naiveValues(scale);
  const multiplies = quantisation.get('linear_class') === 'autobitlinear';
  return naivePacked(tensor, multiplies ? value : 1 / value, rows, cols);
}

const NAMES = [
  'llama',
  'qwen',
  'qwen awq',
  'bitnet packed',
  'bitnet packed, divided',
  'llama of trits',
  'older bitnet',
];

/** One folder of each kind, whose files a case replaces. */
const folders = NAMES.map((name, index) => {
  const small = SMALL_FOLDERS[name]?.(index);
  if (small === undefined) throw new Error(name);
  const path = join(root, `folder-${index}`);
  writeFolder(path, small.config, small.tensors);
  const weights = join(path, 'model.safetensors');
  return { path, weights, bytes: readFileSync(weights), config: small.config };
});

function folderOf(caseSeed: number) {
  const folder = folders[caseSeed % folders.length];
  if (folder === undefined) throw new Error('no folder');
  return folder;
}

describe('damaged Hugging Face folders are refused or read rightly', () => {
  it(
    'config.json',
    () => {
      fuzz(400, (caseSeed) => {
        const { path, config } = folderOf(caseSeed);
        const file = join(path, 'config.json');
        try {
          writeFileSync(file, JSON.stringify(mutateJson(config, caseSeed)));
          checkFolder(path);
        } finally {
          writeFileSync(file, JSON.stringify(config));
        }
      });
    },
    FUZZ_TEST_MS,
  );

  it(
    'config.json as text',
    () => {
      fuzz(100, (caseSeed) => {
        const { path, config } = folderOf(caseSeed);
        const file = join(path, 'config.json');
        const text = Buffer.from(JSON.stringify(config));
        try {
          writeFileSync(file, mutateBytes(text, caseSeed, text.length));
          checkFolder(path);
        } finally {
          writeFileSync(file, text);
        }
      });
    },
    FUZZ_TEST_MS,
  );

  it(
    'safetensors as bytes',
    () => {
      fuzz(350, (caseSeed) => {
        const { path, weights, bytes } = folderOf(caseSeed);
        const focus = 8 + Number(bytes.readBigUInt64LE(0));
        try {
          writeFileSync(weights, mutateBytes(bytes, caseSeed, focus));
          checkFolder(path);
        } finally {
          writeFileSync(weights, bytes);
        }
      });
    },
    FUZZ_TEST_MS,
  );

  it(
    'the header of safetensors',
    () => {
      fuzz(250, (caseSeed) => {
        const { path, weights, bytes } = folderOf(caseSeed);
        const length = Number(bytes.readBigUInt64LE(0));
        const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
        const mutated = Buffer.from(JSON.stringify(mutateJson(header, caseSeed)));
        const prefix = Buffer.alloc(8);
        prefix.writeBigUInt64LE(BigInt(mutated.length));
        try {
          writeFileSync(weights, Buffer.concat([prefix, mutated, bytes.subarray(8 + length)]));
          checkFolder(path);
        } finally {
          writeFileSync(weights, bytes);
        }
      });
    },
    FUZZ_TEST_MS,
  );
});

describe('damaged shards', () => {
  const made = SMALL_FOLDERS['llama']?.(5);
  if (made === undefined) throw new Error('no folder');
  const path = join(root, 'shards');
  writeFolder(path, made.config, made.tensors, 2);
  const file = join(path, 'model.safetensors.index.json');
  const text = readFileSync(file, 'utf8');

  it(
    'model.safetensors.index.json',
    () => {
      fuzz(100, (caseSeed) => {
        writeFileSync(file, JSON.stringify(mutateJson(JSON.parse(text), caseSeed)));
        // Whatever the index says, the tensors are the same.
        expectModel(loadModel(path), folderNames, ['model.embed_tokens', 'model.norm', 'lm_head'], (name) =>
          Array.from(made.meant.get(name) ?? []),
        );
      });
    },
    FUZZ_TEST_MS,
  );
});
