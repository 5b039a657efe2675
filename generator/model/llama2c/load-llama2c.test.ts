import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, sharedPath } from '../../../testbenches/support/requirements.ts';
import { InputError } from '../../errors.ts';
import { type FloatModel, modelLinears } from '../float-model.ts';
import { loadModel } from '../load.ts';
import type { LoadOptions } from '../load-options.ts';
import { type Config, type FileOptions, llama2cFile, TINY, tokenizerBin } from './support/llama2c-file.ts';
import { greedyTokens } from './support/naive-llama.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-llama2c-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function write(bytes: Uint8Array, name = 'model.bin'): string {
  const path = join(folder, `${++count}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

/** The message, with the file's folder and number left out. */
function messageOf(path: string, options: LoadOptions = {}): string {
  try {
    loadModel(path, options);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(/\/\S*fpga-gen-llama2c-\w+\/\d+-/g, '');
    throw error;
  }
  return 'accepted';
}

/** All numbers of a model, by the names of the tests' own writer. */
function valuesIn(model: FloatModel): Map<string, number[]> {
  const gains = model.layers.flatMap(({ attentionNorm, ffnNorm }, layer) => [
    [`layer${layer}.attention_norm`, attentionNorm.gain] as const,
    [`layer${layer}.ffn_norm`, ffnNorm.gain] as const,
  ]);
  return new Map(
    [
      ['embedding', model.tokenEmbedding] as const,
      ...gains,
      ...modelLinears(model).map(({ name, values }) => [name, values] as const),
      ['final_norm', model.finalNorm?.gain ?? null] as const,
    ].map(([name, values]) => [name, Array.from(values ?? [])]),
  );
}

const FILES: ReadonlyArray<readonly [string, FileOptions]> = [
  ['version 0', { version: 0, tied: true }],
  ['version 0 with a head', { version: 0, tied: false }],
  ['version 0 without tables', { version: 0, tied: true, rotaryTables: false }],
  ['version 1', { version: 1, tied: true }],
  ['version 1 with a head', { version: 1, tied: false }],
  ['version 2', { version: 2, tied: true }],
  ['version 2 with a head and groups across the rows', { version: 2, tied: false, groupSize: 16 }],
];

describe('a llama2.c file', () => {
  test.each(FILES)('of %s is read as it was written', (_, options) => {
    const { bytes, values } = llama2cFile(TINY, options);
    const model = loadModel(write(bytes));
    const expected = new Map(values);
    expected.delete('tables');
    if (options.tied) expected.set('lm_head', values.get('embedding') ?? []);
    expect(new Map([...valuesIn(model)].sort())).toEqual(new Map([...expected].sort()));
    expect(model).toMatchObject({
      kind: 'llama',
      normEpsilon: 1e-5,
      positions: { kind: 'rotary', base: 10_000, pairing: 'adjacent' },
      embeddingNorm: null,
      feedForward: 'silu_mul',
      weightFormat: 'int8',
      activationFormat: 'int8',
      kvFormat: 'int8',
      tokenizer: { kind: 'none', boundary: 1 },
      trainedTernary: false,
      calibration: null,
    });
    expect(model.shape).toEqual({
      ...{ layers: 2, width: 8, heads: 2, kvHeads: 1, headDim: 4 },
      ...{ ffn: 12, context: 5, vocabulary: 6 },
    });
    expect(model.layers[1]?.down).toMatchObject({ name: 'layer1.ffn_down', rows: 8, cols: 12 });
    expect(model.layers[1]?.wk).toMatchObject({ name: 'layer1.attn_wk', rows: 4, cols: 8 });
  });

  test('is known by its content, whatever it is called', () => {
    const { bytes } = llama2cFile(TINY, { version: 0, tied: true });
    expect(loadModel(write(bytes, 'a.json')).name).toMatch(/^\d+-a$/);
    expect(loadModel(write(bytes, 'weights')).kind).toBe('llama');
  });

  test('is quantised as the user says, and cut to fewer positions', () => {
    const path = write(llama2cFile(TINY, { version: 1, tied: true }).bytes);
    const model = loadModel(path, { weightFormat: 'ternary', kvFormat: 'int16', context: 3 });
    expect(model).toMatchObject({ weightFormat: 'ternary', activationFormat: 'int8', kvFormat: 'int16' });
    expect([model.shape.context, model.trainedTernary]).toEqual([3, false]);
    expect(messageOf(path, { context: 6 })).toMatch(/^--context must be 1 to 5/);
  });

  test('that becomes shorter after it was loaded is noticed', () => {
    const path = write(llama2cFile(TINY, { version: 0, tied: false }).bytes);
    const model = loadModel(path);
    truncateSync(path, 1000);
    expect(() => model.head.values).toThrow('has become shorter while it was read');
  });

  test('takes a tokenizer of its vocabulary, and no other', () => {
    const path = write(llama2cFile(TINY, { version: 0, tied: true }).bytes);
    const pieces = ['<unk>', '\n<s>\n', '\n</s>\n', ' ', 'a', 'é'].map((piece, i) => [piece, -i] as const);
    const model = loadModel(path, { tokenizer: write(tokenizerBin(pieces), 'tokenizer.bin') });
    expect(model.tokenizer).toEqual({
      kind: 'pieces',
      boundary: 1,
      pieces: ['<unk>', '\n<s>\n', '\n</s>\n', ' ', 'a', 'Ã©'],
      scores: [0, -1, -2, -3, -4, -5],
    });
    expect(messageOf(path, { tokenizer: write(tokenizerBin(pieces.slice(1)), 'tokenizer.bin') })).toBe(
      "tokenizer.bin: pieces must be as many as the model's vocabulary has tokens, 6, received 5\n" +
        '  Is it the tokenizer of this model?',
    );
    expect(messageOf(path, { tokenizer: join(folder, 'none.bin') })).toMatch(
      /^tokenizer .*none\.bin cannot be read: it does not exist/,
    );
  });
});

const HINT = '\n  Is it a model that llama2.c exported (version 0, 1 or 2), and complete?';
const with32 = (bytes: Buffer, offset: number, value: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeInt32LE(value, offset);
  return copy;
};
const withFloat = (bytes: Buffer, offset: number, value: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeFloatLE(value, offset);
  return copy;
};

describe('refuses', () => {
  const v0 = llama2cFile(TINY, { version: 0, tied: true }).bytes;
  const v1 = llama2cFile(TINY, { version: 1, tied: true }).bytes;
  const v2 = llama2cFile(TINY, { version: 2, tied: true }).bytes;
  const huge: Config = {
    ...{ dim: 16_384, hidden_dim: 65_536, n_layers: 256 },
    ...{ n_heads: 1024, n_kv_heads: 1024, vocab_size: 262_144, seq_len: 65_536 },
  };

  test.each<[string, Buffer, string]>([
    ['a short file', v1.subarray(0, 255), 'model.bin must have a header of 256 bytes, received "255 bytes"'],
    ['another version', with32(v1, 4, 3), 'model.bin: version must be 1 or 2, received 3'],
    [
      'a file cut short',
      v0.subarray(0, -1),
      'model.bin must have 4300 or 4220 bytes, as the sizes in its header say, received 4299',
    ],
    [
      'a file too long',
      Buffer.concat([v2, Buffer.alloc(1)]),
      'model.bin must have 2432 bytes, as the sizes in its header say, received 2433',
    ],
    [
      'a head that is not there',
      with32(v0, 20, -6),
      'model.bin must have 4492 or 4412 bytes, as the sizes in its header say, received 4300',
    ],
    ['a width of nothing', with32(v1, 8, 0), 'model.bin: dim must be 1 to 16384, received 0'],
    ['a negative width', with32(v0, 0, -8), 'model.bin: dim must be 1 to 16384, received -8'],
    ['a width beyond', with32(v1, 8, 2 ** 31 - 1), 'model.bin: dim must be 1 to 16384, received 2147483647'],
    [
      'heads that do not divide the width',
      with32(v1, 20, 3),
      'model.bin: dim must be an even multiple of n_heads, 3, received 8',
    ],
    [
      'heads of one element',
      with32(v1, 20, 8),
      'model.bin: dim must be an even multiple of n_heads, 8, received 8',
    ],
    [
      'key-value heads that do not divide the heads',
      with32(v1, 24, 3),
      'model.bin: n_kv_heads must divide n_heads, 2, received 3',
    ],
    [
      'a negative vocabulary with a magic',
      with32(v1, 28, -6),
      'model.bin: vocab_size must be 1 to 262144, received -6',
    ],
    [
      'a flag that is none',
      Buffer.from(v1).fill(2, 36, 37),
      'model.bin: shared_classifier must be 0 or 1, received 2',
    ],
    [
      'no group',
      with32(v2, 37, 0),
      'model.bin: group_size must divide the number of weights of every matrix, received 0',
    ],
    [
      'groups that do not divide',
      with32(v2, 37, 64),
      'model.bin: group_size must divide the number of weights of every matrix, received 64',
    ],
    [
      'sizes of four terabytes, before anything is allocated',
      llama2cFile(TINY, { version: 1, tied: true }).bytes.fill(
        Buffer.from(Int32Array.from(Object.values(huge)).buffer),
        8,
        36,
      ),
      'model.bin must have 4415260000512 bytes, as the sizes in its header say, received 4448',
    ],
    [
      'not a number',
      withFloat(v0, 28 + 4 * (6 * 8 + 2 * 8 + 64 + 9), Number.NaN),
      'model.bin: tensor layer1.wq[1][1] must be a finite number, received NaN',
    ],
    [
      'an infinite gain',
      withFloat(v1, 256 + 4 * 3, -Infinity),
      'model.bin: tensor layer0.rms_att_weight[3] must be a finite number, received -Infinity',
    ],
    [
      'a negative scale',
      withFloat(v2, 256 + 4 * 5 * 8 + 48 + 4 * 2, -1),
      'model.bin: tensor token_embedding_table: scale 2 must be a finite number, not negative, received -1',
    ],
  ])('%s', (_, bytes, message) => {
    expect(messageOf(write(bytes))).toBe(message + HINT);
  });

  test.each<[string, string | Buffer, RegExp]>([
    [
      'something else',
      'PK\x03\x04 nothing',
      /^model .*x\.zip must be a file of a known kind, received "one that/,
    ],
    [
      'an empty file',
      '',
      /^model .*x\.zip must be a file of a known kind, received "an empty file"\n {2}Known are: /,
    ],
  ])('%s', (_, content, message) => {
    expect(messageOf(write(Buffer.from(content), 'x.zip'))).toMatch(message);
  });
});

const STORIES = ['stories260K.bin', 'stories260K-v1.bin', 'stories260K-q8.bin', 'tok512.bin'].map(
  (file) => `stories260K/${file}`,
);

describeWith({ shared: STORIES }, 'stories260K', () => {
  const stories = (file: string): string => sharedPath(`stories260K/${file}`);
  const legacy = loadModel(stories('stories260K.bin'), { tokenizer: stories('tok512.bin') });

  test('tells the story that llama2.c tells', () => {
    const prompt = [1, 403, 407, 261, 378];
    // The shared models' PROVENANCE.md, "Greedy ids of stories260K".
    expect(greedyTokens(legacy, prompt, 10)).toEqual([432, 383, 286, 261, 376, 298, 315, 421, 395, 317]);
  });

  test('is the same in version 1', () => {
    expect(valuesIn(loadModel(stories('stories260K-v1.bin')))).toEqual(valuesIn(legacy));
  });

  test('is within half a step of its group in version 2, whose groups go across rows', () => {
    const quantised = valuesIn(loadModel(stories('stories260K-q8.bin')));
    for (const [name, values] of valuesIn(legacy)) {
      const own = quantised.get(name) ?? [];
      expect(own.length).toBe(values.length);
      const group = name.endsWith('norm') ? values.length : 8;
      for (let first = 0; first < values.length; first += group) {
        const exact = values.slice(first, first + group);
        const largest = Math.max(...exact.map(Math.abs));
        const allowed = name.endsWith('norm') ? 0 : (largest / 127) * 0.5001;
        const worst = Math.max(...exact.map((value, i) => Math.abs(value - (own[first + i] ?? Number.NaN))));
        expect(worst).toBeLessThanOrEqual(allowed);
      }
    }
  });

  test('has a tokenizer of 512 pieces', () => {
    const { tokenizer } = legacy;
    expect(tokenizer).toMatchObject({ kind: 'pieces', boundary: 1 });
    expect(tokenizer.kind === 'pieces' && [tokenizer.pieces[1], tokenizer.pieces[403]]).toEqual([
      '\n<s>\n',
      ' Once',
    ]);
    expect(readFileSync(stories('tok512.bin')).length).toBe(6227);
  });
});
