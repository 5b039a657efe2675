import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import type { FloatLinear, FloatModel, Norm } from './float-model.ts';
import { groupValues } from './group-values.ts';
import type { ModelShape, Tokenizer } from './integer-model.ts';
import { loadModel } from './load.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';
import { nativeModel } from './write-native.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-native-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Queries of another width than the model, two heads for one of keys and values. */
const SHAPE: ModelShape = {
  ...{ layers: 2, width: 6, heads: 2, kvHeads: 1, headDim: 4 },
  ...{ ffn: 10, context: 7, vocabulary: 3 },
};

interface Parts {
  readonly subNorms?: boolean;
  readonly bias?: boolean;
  readonly tied?: boolean;
  readonly trits?: boolean;
  /** Codes in groups of two columns. */
  readonly codes?: boolean;
  /** Numbers that no 32-bit float holds. */
  readonly fine?: boolean;
  readonly tokenizer?: Tokenizer;
}

const PIECES: Tokenizer = {
  kind: 'pieces',
  boundary: 1,
  stop: 2,
  pieces: [' ', 'a', 'ÿ'],
  scores: [0, -1, -2.5],
};

function llama(parts: Parts): FloatModel {
  const { subNorms = false, bias = false, tied = false, trits = false, fine = false } = parts;
  const { codes = false } = parts;
  let state = 1;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    const value = state / 2_147_483_647 - 0.5;
    return fine ? value : Math.fround(value);
  };
  const vector = (length: number): Float64Array => Float64Array.from({ length }, random);
  const norm = (length: number): Norm => ({ gain: vector(length) });
  const groupsOf = (rows: number, cols: number) => {
    const nibbles = (count: number) =>
      Uint8Array.from(vector(count), (value) => Math.round(15 * (value + 0.5)));
    const scales = vector((rows * cols) / 2).map(Math.abs);
    const groups = { size: 2, codes: nibbles(rows * cols), zeroPoints: nibbles(scales.length), scales };
    return { groups, values: groupValues(groups) };
  };
  const linear = (name: string, rows: number, cols: number, biased = false): FloatLinear => {
    if (codes)
      return { name, rows, cols, ...groupsOf(rows, cols), ...(biased ? { bias: vector(rows) } : {}) };
    const scale = Math.abs(random()) + 0.25;
    return {
      name,
      rows,
      cols,
      values: trits
        ? vector(rows * cols).map((value) => Math.round(2.9 * value) * scale + 0)
        : vector(rows * cols),
      ...(biased ? { bias: vector(rows) } : {}),
      ...(trits ? { tritScale: scale } : {}),
    };
  };
  const { width, ffn, vocabulary } = SHAPE;
  const tokenEmbedding = vector(vocabulary * width);
  return {
    kind: 'llama',
    name: 'small',
    shape: SHAPE,
    normEpsilon: 1e-6,
    weightFormat: trits ? 'ternary' : codes ? 'int4' : 'int8',
    activationFormat: 'int8',
    kvFormat: 'int16',
    tokenEmbedding,
    positions: { kind: 'rotary', base: 500_000, pairing: 'half' },
    embeddingNorm: null,
    feedForward: subNorms ? 'relu2_mul' : 'silu_mul',
    layers: Array.from({ length: SHAPE.layers }, (_, index) => ({
      attentionNorm: norm(width),
      wq: linear(`layer${index}.attn_wq`, 8, width, bias),
      wk: linear(`layer${index}.attn_wk`, 4, width, bias),
      wv: linear(`layer${index}.attn_wv`, 4, width, bias),
      attentionSubNorm: subNorms ? norm(8) : null,
      wo: linear(`layer${index}.attn_wo`, width, 8),
      ffnNorm: norm(width),
      gate: linear(`layer${index}.ffn_gate`, ffn, width),
      up: linear(`layer${index}.ffn_up`, ffn, width),
      ffnSubNorm: subNorms ? norm(ffn) : null,
      down: linear(`layer${index}.ffn_down`, width, ffn),
    })),
    finalNorm: norm(width),
    head: tied
      ? { name: 'lm_head', rows: vocabulary, cols: width, values: tokenEmbedding }
      : linear('lm_head', vocabulary, width),
    tokenizer: parts.tokenizer ?? { kind: 'none', boundary: 1 },
    trainedTernary: false,
    calibration: null,
  };
}

let count = 0;

function write(
  model: FloatModel,
  change: (document: Record<string, unknown>) => void = () => undefined,
): string {
  const path = join(folder, `${++count}`);
  mkdirSync(path);
  for (const [name, content] of nativeModel(model).files) writeFileSync(join(path, name), content);
  const document: Record<string, unknown> = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
  change(document);
  writeFileSync(join(path, 'model.json'), JSON.stringify(document));
  return path;
}

/** The same with its tensors changed. */
function writeTensors(model: FloatModel, change: (tensors: readonly Tensor[]) => readonly Tensor[]): string {
  const path = write(model);
  const weights = join(path, 'weights.safetensors');
  writeFileSync(weights, writeSafetensors(change(readSafetensors(readFileSync(weights), weights))));
  return path;
}

function messageOf(path: string): string {
  try {
    loadModel(path);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(/\/\S*fpga-gen-native-\w+\/\d+\//g, '');
    throw error;
  }
  return 'accepted';
}

/** The tensors with the fourth number of one changed. */
function changed(tensors: readonly Tensor[], name: string, to: number): readonly Tensor[] {
  return tensors.map((tensor) =>
    tensor.name === name ? { ...tensor, values: tensor.values.with(3, to) } : tensor,
  );
}

describe('a native llama', () => {
  test.each<[string, Parts]>([
    ['plain', {}],
    ['tied', { tied: true }],
    ['with biases', { bias: true }],
    ['with norms before wo and w2', { subNorms: true }],
    ['of trits', { trits: true, subNorms: true, tied: true }],
    ['of trits whose scale needs 64 bits', { trits: true, fine: true }],
    ['of codes', { codes: true, bias: true }],
    ['of codes whose scales need 64 bits, with a head of floats', { codes: true, fine: true, tied: true }],
    ['of 64-bit floats', { fine: true, bias: true }],
    ['with pieces', { tokenizer: PIECES }],
    ['with a stop token and no tokenizer', { tokenizer: { kind: 'none', boundary: null, stop: 2 } }],
    ['with characters', { tokenizer: { kind: 'characters', characters: ['a', '', '日'], boundary: 1 } }],
  ])('%s is read as it was written, to the last bit', (_, parts) => {
    const model = llama(parts);
    expect(loadModel(write(model))).toEqual(model);
  });

  test('keeps trits in a byte each, and floats in as few as hold them', () => {
    const { files, parameters } = nativeModel(llama({ trits: true, tied: true }));
    const weights = files.get('weights.safetensors');
    if (!(weights instanceof Uint8Array)) throw new Error('no weights');
    const tensors = readSafetensors(weights, 'weights');
    expect(tensors.map(({ name }) => name).slice(0, 5)).toEqual([
      'tok_embeddings.weight',
      'layers.0.attention_norm.weight',
      'layers.0.ffn_norm.weight',
      'layers.0.attention.wq.weight',
      'layers.0.attention.wq.scale',
    ]);
    const of = (name: string) => tensors.find((tensor) => tensor.name === name);
    expect(of('layers.1.feed_forward.w3.weight')?.values).toBeInstanceOf(Int8Array);
    expect(of('norm.weight')?.values).toBeInstanceOf(Float32Array);
    expect(of('output.weight')).toBeUndefined();
    // Embedding; per layer 8·6 + 2·4·6 + 6·8 + 3·60 weights and two gains; the last norm.
    expect(parameters).toBe(18 + 2 * (48 + 48 + 48 + 180 + 12) + 6);
  });

  test('says whether its ternary weights were trained as such', () => {
    const latent = { ...llama({}), weightFormat: 'ternary' } as const;
    expect(loadModel(write(latent)).trainedTernary).toBe(false);
    expect(loadModel(write({ ...latent, trainedTernary: true })).trainedTernary).toBe(true);
  });

  const architecture = (change: object) => (document: Record<string, unknown>) => {
    document['architecture'] = { ...(document['architecture'] as object), ...change };
  };
  test.each<[string, () => string, string]>([
    [
      'key-value heads that do not divide the heads',
      () => write(llama({}), architecture({ kv_heads: 3 })),
      'model.json: architecture.kv_heads must divide heads, 2, received 3',
    ],
    [
      'an odd head',
      () => write(llama({}), architecture({ head_dim: 3 })),
      'model.json: architecture.head_dim must be even, received 3',
    ],
    [
      'another activation',
      () => write(llama({}), architecture({ feed_forward: 'gelu' })),
      'model.json: architecture.feed_forward must be silu_mul or relu2_mul, received "gelu"\n  silu(gate) · up, or relu(gate)² · up',
    ],
    [
      'a misspelt key, with the names of its own kind',
      () => write(llama({}), architecture({ kv_head: 1 })),
      'model.json: architecture: unknown key, received "kv_head"\n  did you mean kv_heads?',
    ],
    [
      'rotary positions without a base',
      () => write(llama({}), architecture({ rope: { pairing: 'half' } })),
      'model.json: architecture.rope.base is missing',
    ],
    [
      'a head that is not there',
      () => write(llama({ tied: true }), architecture({ tied_head: false })),
      'weights.safetensors: tensors are missing: output.weight, received "tok_embeddings.weight, ',
    ],
    [
      'norms that nobody named',
      () => write(llama({ subNorms: true }), architecture({ sub_norms: false })),
      'weights.safetensors: tensors must be those of the stated architecture only; these are not, received "layers.0.attention.sub_norm.weight, ',
    ],
    [
      'a wrong shape',
      () => write(llama({}), architecture({ ffn: 9 })),
      'weights.safetensors: tensor layers.0.feed_forward.w1.weight must have the shape [9, 6], received [10,6]',
    ],
    [
      'a value that is no trit',
      () =>
        writeTensors(llama({ trits: true }), (tensors) =>
          tensors.map((tensor) =>
            tensor.name === 'layers.0.attention.wk.weight'
              ? { ...tensor, values: Int8Array.from(tensor.values).fill(2, 7, 8) }
              : tensor,
          ),
        ),
      'weights.safetensors: tensor layers.0.attention.wk.weight[1][1] must be -1, 0 or 1, because the tensor is I8, received 2',
    ],
    [
      'trits without their scale',
      () =>
        writeTensors(llama({ trits: true }), (tensors) =>
          tensors.filter(({ name }) => name !== 'layers.1.attention.wo.scale'),
        ),
      'weights.safetensors: tensors are missing: layers.1.attention.wo.scale',
    ],
    [
      'a scale of nothing',
      () =>
        writeTensors(llama({ trits: true }), (tensors) =>
          tensors.map((tensor) =>
            tensor.name === 'output.scale' ? { ...tensor, values: Float32Array.of(0) } : tensor,
          ),
        ),
      'weights.safetensors: tensor output.scale must be positive, received 0',
    ],
    [
      'a code of five bits',
      () => writeTensors(llama({ codes: true }), (tensors) => changed(tensors, 'output.weight', 16)),
      'weights.safetensors: tensor output.weight[3] must be 0 to 15, received 16',
    ],
    [
      'a zero point of five bits',
      () => writeTensors(llama({ codes: true }), (tensors) => changed(tensors, 'output.zero_points', 16)),
      'weights.safetensors: tensor output.zero_points[3] must be 0 to 15, received 16',
    ],
    [
      'a scale of a group below 0',
      () => writeTensors(llama({ codes: true }), (tensors) => changed(tensors, 'output.scales', -1)),
      'weights.safetensors: tensor output.scales[3] must not be negative, received -1',
    ],
    [
      'codes without zero points',
      () =>
        writeTensors(llama({ codes: true }), (tensors) =>
          tensors.filter(({ name }) => name !== 'output.zero_points'),
        ),
      'weights.safetensors: tensors are missing: output.zero_points',
    ],
    [
      'scales for groups that do not divide the columns',
      () =>
        writeTensors(llama({ codes: true }), (tensors) =>
          tensors.map((tensor) =>
            tensor.name === 'output.scales'
              ? { ...tensor, shape: [3, 4], values: new Float32Array(12) }
              : tensor,
          ),
        ),
      'weights.safetensors: tensor output.scales must have the shape [3, groups], where groups divides 6, received [3,4]',
    ],
    [
      'trits for an embedding',
      () =>
        writeTensors(llama({}), (tensors) =>
          tensors.map((tensor) =>
            tensor.name === 'tok_embeddings.weight' ? { ...tensor, values: new Int8Array(18) } : tensor,
          ),
        ),
      'weights.safetensors: tensor tok_embeddings.weight: dtype must be F32 or F64, received "I8"',
    ],
    [
      'a gain that is not a number',
      () =>
        writeTensors(llama({}), (tensors) =>
          tensors.map((tensor) =>
            tensor.name === 'norm.weight' ? { ...tensor, values: tensor.values.with(4, Number.NaN) } : tensor,
          ),
        ),
      'weights.safetensors: tensor norm.weight[4] must be a finite number, received NaN',
    ],
    [
      'a boundary beyond the vocabulary',
      () =>
        write(llama({}), (document) => Object.assign(document, { tokenizer: { kind: 'none', boundary: 3 } })),
      'model.json: tokenizer: boundary must be a token, 0 to 2, received 3',
    ],
    [
      'a tokenizer that is not there',
      () =>
        write(llama({}), (document) =>
          Object.assign(document, { tokenizer: { kind: 'file', file: 'tokenizer.json' } }),
        ),
      'tokenizer.json cannot be read: it does not exist',
    ],
    [
      'a path for the tokenizer',
      () =>
        write(llama({}), (document) =>
          Object.assign(document, { tokenizer: { kind: 'file', file: '../tokenizer.json' } }),
        ),
      'model.json: tokenizer.file must be "tokenizer.json", received "../tokenizer.json"',
    ],
  ])('refuses %s', (_, path, message) => {
    expect(messageOf(path())).toContain(message);
  });

  test('takes a tokenizer where it has none, and refuses one where it has', () => {
    const tokenizer = join(write(llama({ tokenizer: PIECES })), 'tokenizer.json');
    expect(loadModel(write(llama({})), { tokenizer }).tokenizer).toEqual(PIECES);
    const path = write(llama({ tokenizer: PIECES }));
    expect(() => loadModel(path, { tokenizer })).toThrow(
      `--tokenizer must be left out, because ${join(path, 'model.json')} brings its own tokenizer`,
    );
  });
});
