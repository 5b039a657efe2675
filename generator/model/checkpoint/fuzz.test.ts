import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { codecOf } from '../../../sim/tokens.ts';
import { InputError } from '../../errors.ts';
import type { FloatLayer, FloatLinear, FloatModel, Norm } from '../float-model.ts';
import { loadModel } from '../load.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import { ggufBytes } from './support/gguf-bytes.ts';
import { mutateBytes, mutateJson } from './support/mutate.ts';
import {
  type NaiveTensors,
  naiveAwq,
  naiveGguf,
  naivePacked,
  naiveSafetensors,
  naiveValues,
} from './support/naive.ts';
import { SMALL_FOLDERS } from './support/small-folders.ts';
import { smallGguf } from './support/small-ggufs.ts';
import { writeFolder } from './support/write-folder.ts';

/** Every case must end in this time, whatever a file promises. */
const LONGEST_MS = 2000;
/** The process must not grow by more: the largest file has 30 KB. */
const MOST_GROWTH_BYTES = 512 * 2 ** 20;
const TEST_MS = 180_000;

const seed = Number(process.env['FPGA_GEN_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
console.info(`fuzz seed ${seed} (FPGA_GEN_FUZZ_SEED repeats it)`);

const root = mkdtempSync(join(tmpdir(), 'fpga-gen-fuzz-'));
const counts = { cases: 0, accepted: 0, slowestMs: 0 };
const rssBefore = process.memoryUsage().rss;
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  console.info(
    `fuzz: ${counts.cases} cases, ${counts.accepted} accepted, slowest ${counts.slowestMs.toFixed(0)} ms`,
  );
});

/** Runs `cases` damaged inputs: each is refused with an InputError, or `load` returns and its own checks hold. */
function fuzz(cases: number, load: (seed: number) => void): void {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (caseSeed) => {
      counts.cases++;
      const begin = performance.now();
      try {
        load(caseSeed);
        counts.accepted++;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(`${error.subject} ${error.rule}`).not.toMatch(/undefined|\[object/);
      }
      const elapsed = performance.now() - begin;
      counts.slowestMs = Math.max(counts.slowestMs, elapsed);
      expect(elapsed).toBeLessThan(LONGEST_MS);
    }),
    { numRuns: cases, seed, endOnFailure: true },
  );
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(MOST_GROWTH_BYTES);
}

/** What a naive reading finds for a name of the file. */
type Expected = (name: string, rows: number, cols: number) => readonly number[];

function expectSame(actual: Float64Array, expected: readonly number[], what: string): void {
  expect([what, actual.length]).toEqual([what, expected.length]);
  const different = actual.findIndex((value, index) => value !== expected[index] || !Number.isFinite(value));
  if (different >= 0)
    expect([what, different, actual[different]]).toEqual([what, different, expected[different]]);
}

/** Every weight of the model must be what the naive reading says. */
function expectModel(
  model: FloatModel,
  names: (layer: FloatLayer, index: number) => Readonly<Record<string, FloatLinear | Norm | null>>,
  [embedding, finalNorm, head]: readonly [string, string, string],
  expected: Expected,
): void {
  const { vocabulary, width } = model.shape;
  expectSame(model.tokenEmbedding, expected(embedding, vocabulary, width), embedding);
  expectSame(model.head.values, expected(head, vocabulary, width), head);
  expectSame(model.finalNorm?.gain ?? new Float64Array(), expected(finalNorm, 1, width), finalNorm);
  expect(model.layers).toHaveLength(model.shape.layers);
  for (const [index, layer] of model.layers.entries()) {
    for (const [stem, part] of Object.entries(names(layer, index))) {
      if (part === null) continue;
      if ('gain' in part)
        expectSame(part.gain ?? new Float64Array(), expected(stem, 1, part.gain?.length ?? 0), stem);
      else {
        expectSame(part.values, expected(stem, part.rows, part.cols), stem);
        if (part.bias !== undefined)
          expectSame(part.bias, expected(`${stem}.bias`, 1, part.rows), `${stem}.bias`);
      }
    }
  }
}

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
    TEST_MS,
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
    TEST_MS,
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
    TEST_MS,
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
    TEST_MS,
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
    TEST_MS,
  );
});

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
    TEST_MS,
  );
});

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [
    {
      id: 0,
      content: '<s>',
      special: true,
      normalized: false,
      single_word: false,
      lstrip: false,
      rstrip: false,
    },
    {
      id: 1,
      content: '</s>',
      special: true,
      normalized: false,
      single_word: false,
      lstrip: false,
      rstrip: false,
    },
  ],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  pre_tokenizer: { type: 'Split', pattern: { Regex: '[a-z]+|\\s+' }, behavior: 'Isolated', invert: false },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
  },
  decoder: {
    type: 'Sequence',
    decoders: [{ type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'Fuse' }],
  },
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    fuse_unk: true,
    byte_fallback: true,
    vocab: { '<s>': 0, '</s>': 1, '<unk>': 2, '▁': 3, a: 4, b: 5, ab: 6, '▁ab': 7 },
    merges: ['a b', '▁ ab'],
  },
};

describe('damaged tokenizers are refused or encode into the vocabulary', () => {
  it.each(['tokenizer.json', 'tokenizer_config.json'])(
    '%s',
    (damaged) => {
      const path = join(root, 'tokenizer.json');
      const config = {
        add_bos_token: true,
        bos_token: '<s>',
        eos_token: { content: '</s>' },
        unk_token: '<unk>',
      };
      fuzz(200, (caseSeed) => {
        const [definition, settings] =
          damaged === 'tokenizer.json'
            ? [mutateJson(TOKENIZER, caseSeed), config]
            : [TOKENIZER, mutateJson(config, caseSeed)];
        writeFileSync(path, JSON.stringify(definition));
        writeFileSync(join(root, 'tokenizer_config.json'), JSON.stringify(settings));
        const tokenizer = readTokenizer(path, 8);
        const { boundary, stop = null } = tokenizer;
        for (const token of [boundary, stop]) expect(token === null || (token >= 0 && token < 8)).toBe(true);
        const codec = codecOf(tokenizer);
        const tokens = codec.encode('ab a</s> c', 'prompt');
        for (const token of tokens) expect(Number.isInteger(token) && token >= 0 && token < 8).toBe(true);
        expect(typeof codec.decode(tokens, boundary === null ? [] : [boundary])).toBe('string');
      });
    },
    TEST_MS,
  );
});

it('ran at least 1,300 cases', () => {
  expect(counts.cases).toBeGreaterThanOrEqual(1300);
});
