import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import type { FloatModel } from './float-model.ts';
import { loadModel } from './load.ts';
import type { LoadOptions } from './load-options.ts';
import { writeSafetensors } from './safetensors.ts';
import { tensorShapes } from './state-dict.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-load-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHAPE = { layers: 2, width: 4, heads: 2, kvHeads: 2, headDim: 2, ffn: 6, context: 3, vocabulary: 3 };

/** Rows of distinct numbers that float32 holds. */
function matrix(rows: number, cols: number, from: number): number[][] {
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: cols }, (_, c) => (from + r * cols + c) / 64),
  );
}

function stateDict() {
  return {
    config: { n_layer: 2, n_embd: 4, n_head: 2, block_size: 3, vocab_size: 3 },
    chars: ['a', 'ß'],
    bos: 2,
    weights: Object.fromEntries(
      tensorShapes(SHAPE).map(({ name, rows, cols }, index) => [name, matrix(rows, cols, index)]),
    ) as Record<string, unknown>,
  };
}

const MODEL_JSON = {
  format: 'fpga-gen-model',
  version: 1,
  name: 'tiny',
  architecture: { kind: 'microgpt', ...shapeKeys(), norm_epsilon: 1e-5 },
  weights: { file: 'weights.safetensors', format: 'int8' },
  activation_format: 'int16',
  kv_format: 'int8',
  tokenizer: { kind: 'characters', characters: ['a', 'ß', ''], boundary: 2 },
  calibration: { q_frac: 1, k_frac: 2, v_frac: 3 },
};

function positionsOf({ positions }: FloatModel): readonly number[] {
  return positions.kind === 'learned' ? Array.from(positions.embedding) : [];
}

function shapeKeys() {
  const { headDim: _headDim, kvHeads: _kvHeads, ...keys } = SHAPE;
  return keys;
}

function tensors(change: (values: Float32Array, name: string) => void = () => undefined) {
  return tensorShapes(SHAPE).map(({ name, rows, cols }, index) => {
    const values = Float32Array.from(matrix(rows, cols, index).flat());
    change(values, name);
    return { name, shape: [rows, cols], values };
  });
}

let count = 0;

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, `${++count}`, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function writeState(document: unknown): string {
  return write('state.json', JSON.stringify(document));
}

function writeNative(document: unknown, weights: Uint8Array | null = writeSafetensors(tensors())): string {
  const path = write('model.json', JSON.stringify(document));
  if (weights !== null) writeFileSync(join(path, '..', 'weights.safetensors'), weights);
  return path;
}

/** The message, with the file's folder left out. */
function messageOf(path: string, options: LoadOptions = {}): string {
  try {
    loadModel(path, options);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(/\/\S*fpga-gen-load-\w+\/\d+\//g, '');
    throw error;
  }
  return 'accepted';
}

describe('a state dict', () => {
  test('is read with its sizes, the feed-forward from fc1', () => {
    const model = loadModel(writeState(stateDict()));
    expect(model.shape).toEqual(SHAPE);
    expect(model.normEpsilon).toBe(1e-5);
    expect(model.name).toBe('state');
    expect(model.tokenizer).toEqual({ kind: 'characters', characters: ['a', 'ß', ''], boundary: 2 });
    expect([model.weightFormat, model.activationFormat, model.kvFormat]).toEqual(['q412', 'int16', 'int16']);
    expect(positionsOf(model)).toEqual(matrix(3, 4, 1).flat());
    expect(model.layers[1]?.down).toEqual({
      name: 'layer1.mlp_fc2',
      rows: 4,
      cols: 6,
      values: Float64Array.from(matrix(4, 6, 14).flat()),
    });
    expect(model.head.name).toBe('lm_head');
  });

  test('may list a text for its boundary, and have it anywhere', () => {
    const { tokenizer } = loadModel(writeState({ ...stateDict(), chars: ['a', '<BOS>', 'b'], bos: 1 }));
    expect(tokenizer).toEqual({ kind: 'characters', characters: ['a', '', 'b'], boundary: 1 });
  });

  test.each<[LoadOptions, readonly string[]]>([
    [{ weightFormat: 'ternary' }, ['ternary', 'int8', 'int8']],
    [{ weightFormat: 'int8' }, ['int8', 'int16', 'int16']],
    [{ weightFormat: 'ternary', kvFormat: 'int16' }, ['ternary', 'int8', 'int16']],
    [{ activationFormat: 'int8' }, ['q412', 'int8', 'int16']],
  ])('in the formats of %j', (options, formats) => {
    const model = loadModel(writeState(stateDict()), options);
    expect([model.weightFormat, model.activationFormat, model.kvFormat]).toEqual(formats);
  });

  const withKeys = (keys: object): unknown => ({ ...stateDict(), ...keys });
  const withConfig = (keys: object): unknown => withKeys({ config: { ...stateDict().config, ...keys } });
  const withWeights = (keys: object): unknown => withKeys({ weights: { ...stateDict().weights, ...keys } });

  test.each<[string, unknown, string]>([
    [
      'width and heads',
      withConfig({ n_head: 3 }),
      'state.json: config.n_embd must be a multiple of n_head, 3, received 4',
    ],
    ['no layer', withConfig({ n_layer: 0 }), 'state.json: config.n_layer must be at least 1, received 0'],
    [
      'a missing tensor',
      withWeights({ 'layer1.attn_wo': undefined }),
      'state.json: tensors are missing: layer1.attn_wo, received "wte, wpe, lm_head,',
    ],
    [
      'an extra tensor',
      withWeights({ ln_f: [[1]] }),
      'state.json: tensors must be those of a microGPT of the stated sizes only; these are not, received "ln_f"',
    ],
    [
      'a wrong shape',
      withWeights({ wpe: matrix(2, 4, 0) }),
      'state.json: tensor wpe must have the shape [3, 4], received [2,4]',
    ],
    [
      'a feed-forward of two sizes',
      withWeights({ 'layer1.mlp_fc1': matrix(5, 4, 0) }),
      'state.json: tensor layer1.mlp_fc1 must have the shape [6, 4], received [5,4]',
    ],
    [
      'a ragged matrix',
      withWeights({ wte: [[1, 2, 3, 4], [1]] }),
      'state.json: weights.wte[1] must be a row of 4 numbers, as the first one, received "1 entries"',
    ],
    ['no matrix', withWeights({ wte: 'x' }), 'state.json: weights.wte must be a list of rows, received "x"'],
    ['an empty matrix', withWeights({ wte: [] }), 'state.json: weights.wte must be a list of rows'],
    ['an empty row', withWeights({ wte: [[]] }), 'state.json: weights.wte[0] must be a row of numbers'],
    [
      'a text for a number',
      withWeights({ wpe: [[1, '2', 3, 4]] }),
      'state.json: weights.wpe[0][1] must be a finite number, received "2"',
    ],
    [
      'null for NaN',
      withWeights({ wpe: [[1, 2, Number.NaN, 4]] }),
      'state.json: weights.wpe[0][2] must be a finite number, received null',
    ],
    [
      'too few characters',
      withKeys({ chars: ['a'] }),
      'state.json: chars must have as many entries as the vocabulary has tokens, 3, received 1',
    ],
    [
      'a character twice',
      withKeys({ chars: ['a', 'a'] }),
      'state.json: chars[1] must differ from entry 0, received "a"',
    ],
    [
      'a word for a character',
      withKeys({ chars: ['a', 'word'] }),
      'state.json: chars[1] must be one character, received "word"',
    ],
    [
      'a boundary beyond',
      withKeys({ bos: 3, chars: ['a', 'b', 'c'] }),
      'state.json: bos must be a token, 0 to 2, received 3',
    ],
    [
      'an unknown key',
      withConfig({ n_embed: 4 }),
      'config: unknown key, received "n_embed"\n  did you mean n_embd?',
    ],
    [
      'weights as a list',
      withKeys({ weights: [] }),
      'state.json: weights must be an object of matrices, received []',
    ],
  ])('refuses %s', (_, document, message) => {
    expect(messageOf(writeState(document))).toContain(message);
  });

  test('refuses numbers beyond float64', () => {
    const text = JSON.stringify(stateDict()).replace('"wte":[[0,', '"wte":[[1e999,');
    expect(messageOf(write('state.json', text))).toContain(
      'state.json: weights.wte[0][0] must be a finite number, received "Infinity (too large for a 64-bit float)"',
    );
  });
});

describe('a model.json', () => {
  test('is read with the weights beside it, also as its folder', () => {
    const path = writeNative(MODEL_JSON);
    const model = loadModel(path);
    expect(loadModel(join(path, '..'))).toEqual(model);
    expect(model.shape).toEqual(SHAPE);
    expect(model.name).toBe('tiny');
    expect([model.weightFormat, model.activationFormat, model.kvFormat]).toEqual(['int8', 'int16', 'int8']);
    expect(model.calibration).toEqual({ qFrac: 1, kFrac: 2, vFrac: 3 });
    expect(model.layers).toEqual(loadModel(writeState(stateDict())).layers);
  });

  test('keeps to its weight format; the other formats may be chosen anew, which voids a calibration', () => {
    const path = writeNative(MODEL_JSON);
    expect(messageOf(path, { weightFormat: 'ternary' })).toBe(
      [
        '--weight-format must be int8 or left out, because model.json fixes it, received "ternary"',
        '  Change weights.format in the model.json to quantise its weights in another format.',
      ].join('\n'),
    );
    expect(messageOf(path, { weightFormat: 'int8' })).toBe('accepted');
    const model = loadModel(path, { activationFormat: 'int8', kvFormat: 'int16' });
    expect([model.activationFormat, model.kvFormat, model.calibration]).toEqual(['int8', 'int16', null]);
  });

  test('may be cut to a shorter context', () => {
    const model = loadModel(writeNative(MODEL_JSON), { context: 2 });
    expect(model.shape.context).toBe(2);
    expect(positionsOf(model)).toEqual(matrix(2, 4, 1).flat());
    expect(messageOf(writeNative(MODEL_JSON), { context: 4 })).toContain(
      '--context must be 1 to 3, the positions of the model, received 4',
    );
  });

  test.each<[string, unknown, Uint8Array | null, string]>([
    [
      'width and heads',
      { ...MODEL_JSON, architecture: { ...MODEL_JSON.architecture, heads: 3 } },
      null,
      'model.json: architecture.width must be a multiple of heads, 3, received 4',
    ],
    ['no weights', MODEL_JSON, null, 'weights.safetensors cannot be read: it does not exist'],
    [
      'damaged weights',
      MODEL_JSON,
      new Uint8Array(3),
      'weights.safetensors must begin with the length of a header',
    ],
    [
      'an infinite weight',
      MODEL_JSON,
      writeSafetensors(tensors((values, name) => name === 'lm_head' && values.fill(Infinity, 5, 6))),
      'weights.safetensors: tensor lm_head[1][1] must be a finite number, received Infinity',
    ],
    [
      'a weight that is not a number',
      MODEL_JSON,
      writeSafetensors(tensors((values) => values.fill(Number.NaN, 0, 1))),
      'weights.safetensors: tensor wte[0][0] must be a finite number, received NaN',
    ],
    [
      'a vector for a matrix',
      MODEL_JSON,
      writeSafetensors(tensors().map((tensor) => ({ ...tensor, shape: [tensor.values.length] }))),
      'weights.safetensors: tensor wte must have the shape [3, 4], received [12]',
    ],
    [
      'more layers than weights',
      { ...MODEL_JSON, architecture: { ...MODEL_JSON.architecture, layers: 3 } },
      writeSafetensors(tensors()),
      'weights.safetensors: tensors are missing: layer2.attn_wq, layer2.attn_wk',
    ],
    [
      'an unnamed boundary',
      { ...MODEL_JSON, tokenizer: { ...MODEL_JSON.tokenizer, characters: ['a', 'b', 'c'] } },
      writeSafetensors(tensors()),
      'model.json: tokenizer.characters[2] must be empty, because it is the boundary token, received "c"',
    ],
  ])('refuses %s', (_, document, weights, message) => {
    expect(messageOf(writeNative(document, weights))).toContain(message);
  });
});

describe('refuses', () => {
  test.each<[string, () => string, RegExp]>([
    ['nothing', () => join(folder, '9999', 'no.json'), /^model no\.json cannot be read: it does not exist/],
    ['no JSON', () => write('a.json', '{"x": NaN}'), /^a\.json must be JSON in UTF-8.*\n {2}JSON has no NaN/],
    ['no UTF-8', () => write('a.json', Uint8Array.of(0x22, 0xff, 0x22)), /^a\.json must be JSON in UTF-8/],
    ['an empty file', () => write('a.json', ''), /^a\.json must be JSON/],
    [
      'another document',
      () => write('a.json', '{"a": 1}'),
      /^a\.json must have "format": "fpga-gen-model".*received \["a"\]/,
    ],
    ['a list', () => write('a.json', '[1]'), /^a\.json must have "format"/],
    ['deep nesting', () => write('a.json', '['.repeat(1e5) + ']'.repeat(1e5)), /^a\.json must/],
    [
      'weights alone',
      () => write('w.safetensors', 'x'),
      /^model w\.safetensors must be a file of a known kind, received "one that begins with x"/,
    ],
    [
      'an empty folder',
      () => join(write('sub/a.txt', 'x'), '..'),
      /must be a folder of a known kind\n {2}Known are: a folder with a model\.json; /,
    ],
    [
      'a folder of Hugging Face',
      () => join(write('hf/config.json', '{}'), '..'),
      /architectures must name one of LlamaForCausalLM/,
    ],
    ['a device', () => '/dev/zero', /^model \/dev\/zero must be a regular file/],
    ['a file for a folder', () => join(write('a.json', '{}'), 'model.json'), /a part of its path is a file/],
  ])('%s', (_, path, message) => {
    expect(messageOf(path())).toMatch(message);
  });

  test('a pipe, without waiting for it', () => {
    const path = join(folder, 'pipe.json');
    execFileSync('mkfifo', [path]);
    expect(messageOf(path)).toContain('must be a regular file');
  });

  test('a huge file, without reading it', () => {
    const path = write('huge.json', '');
    execFileSync('truncate', ['-s', '1T', path]);
    expect(messageOf(path)).toContain('huge.json must have at most 419430400 bytes, received 1099511627776');
  });
});
