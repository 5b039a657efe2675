import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWith, sharedPath } from '../../../testbenches/support/requirements.ts';
import { InputError } from '../../errors.ts';
import { encodeF32 } from '../checkpoint/support/encode.ts';
import { encodeTq2 } from '../checkpoint/support/encode-blocks.ts';
import { expectValues } from '../checkpoint/support/expect-values.ts';
import {
  ggufBytes,
  type WrittenGguf,
  type WrittenGgufTensor,
  type WrittenValue,
} from '../checkpoint/support/gguf-bytes.ts';
import { SIZES, SMALL_GGUFS, type SmallGguf, smallGguf } from '../checkpoint/support/small-ggufs.ts';
import { type FloatLinear, type FloatModel, layerLinears, type Norm } from '../float-model.ts';
import { loadModel } from '../load.ts';
import { loadGguf } from './load-gguf.ts';

const root = mkdtempSync(join(tmpdir(), 'fpga-gen-gguf-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let written = 0;
function write(bytes: Uint8Array): string {
  const path = join(root, `model-${++written}.gguf`);
  writeFileSync(path, bytes);
  return path;
}

const made = new Map<string, SmallGguf>();

function small(name: string, seed = 1): SmallGguf {
  const key = `${name} ${seed}`;
  const found = made.get(key) ?? SMALL_GGUFS[name]?.(seed);
  if (found === undefined) throw new Error(`no file ${name}`);
  made.set(key, found);
  return found;
}

function parts(model: FloatModel): Readonly<Record<string, FloatLinear | Norm | null>> {
  const [layer] = model.layers;
  if (layer === undefined) throw new Error('no layer');
  return {
    output_norm: model.finalNorm,
    'blk.0.attn_norm': layer.attentionNorm,
    'blk.0.attn_q': layer.wq,
    'blk.0.attn_k': layer.wk,
    'blk.0.attn_v': layer.wv,
    'blk.0.attn_sub_norm': layer.attentionSubNorm,
    'blk.0.attn_output': layer.wo,
    'blk.0.ffn_norm': layer.ffnNorm,
    'blk.0.ffn_gate': layer.gate,
    'blk.0.ffn_up': layer.up,
    'blk.0.ffn_sub_norm': layer.ffnSubNorm,
    'blk.0.ffn_down': layer.down,
  };
}

function expectWeights(model: FloatModel, { meant }: SmallGguf): void {
  const embedding = meant.get('token_embd.weight');
  expectValues(model.tokenEmbedding, embedding, 'embedding');
  expectValues(model.head.values, meant.get('output.weight') ?? embedding, 'head');
  for (const [stem, part] of Object.entries(parts(model))) {
    const values = part === null ? undefined : 'gain' in part ? part.gain : part.values;
    expectValues(values, meant.get(`${stem}.weight`), stem);
    if (part !== null && 'bias' in part) expectValues(part.bias, meant.get(`${stem}.bias`), stem);
  }
}

describe('GGUF', () => {
  it.each(Object.keys(SMALL_GGUFS))('reads every weight of %s, in versions 2 and 3', (name) => {
    for (const version of [2, 3]) {
      const file = small(name, version);
      expectWeights(loadGguf(write(ggufBytes({ ...file, version })), {}), file);
    }
  });

  it.each([
    ['llama F32', 'adjacent', 'silu_mul', 'int8', undefined],
    ['qwen2', 'half', 'silu_mul', 'int8', undefined],
    ['bitnet TQ1_0', 'half', 'silu_mul', 'ternary', 0.375],
    ['bitnet-b1.58 TQ2_0', 'half', 'relu2_mul', 'ternary', 0.375],
  ] as const)('says what kind of model %s is', (name, pairing, feedForward, weightFormat, tritScale) => {
    const model = loadModel(write(ggufBytes(small(name))));
    expect(model).toMatchObject({
      kind: 'llama',
      name: `model-${written}`,
      normEpsilon: 1e-5,
      positions: { kind: 'rotary', base: 500_000, pairing },
      shape: { ...SIZES, context: 32 },
      feedForward,
      weightFormat,
      trainedTernary: false,
    });
    expect(model.layers[0]?.down.tritScale).toBe(tritScale);
  });

  it('takes another alignment', () => {
    const file = small('llama F16');
    const metadata = [...file.metadata, ['general.alignment', { u32: 256 }] as const];
    expectWeights(loadGguf(write(ggufBytes({ ...file, metadata, alignment: 256 })), {}), file);
  });

  it('finds the trits of BitNet whatever type they are written in, with blocks that are all zero', () => {
    const file = smallGguf(3, { architecture: 'bitnet', matrices: 'TQ2_0', subNorms: true });
    const tensors = file.tensors.map((tensor) =>
      tensor.type === 35
        ? { ...tensor, type: 0, bytes: encodeF32(file.meant.get(tensor.name) ?? []) }
        : tensor,
    );
    const model = loadGguf(write(ggufBytes({ ...file, tensors })), {});
    expect(model.weightFormat).toBe('ternary');
    expect(model.layers[0]?.gate?.tritScale).toBe(0.375);
  });

  it('reads metadata of every type', () => {
    const file = small('llama F16');
    const bytes = (...list: number[]) => Uint8Array.from(list);
    const others: readonly (readonly [string, WrittenValue])[] = [
      ...[0, 1, 7].map((type) => [`x.${type}`, { type, bytes: bytes(1) }] as const),
      ...[2, 3].map((type) => [`x.${type}`, { type, bytes: bytes(1, 2) }] as const),
      ...[5, 6].map((type) => [`x.${type}`, { type, bytes: bytes(1, 2, 3, 4) }] as const),
      ...[10, 11, 12].map((type) => [`x.${type}`, { type, bytes: bytes(1, 2, 3, 4, 5, 6, 7, 8) }] as const),
      // An array of one array of two bytes.
      ['x.9', { type: 9, bytes: Buffer.from('09000000010000000000000000000000020000000000000007ff', 'hex') }],
      ['x.8', { text: 'Umläute' }],
    ];
    const path = write(ggufBytes({ ...file, metadata: [...file.metadata, ...others] }));
    expectWeights(loadGguf(path, {}), file);
  });

  it('takes the tokenizer of sentencepiece, and no other', () => {
    expect(loadGguf(write(ggufBytes(small('llama F32'))), {}).tokenizer).toEqual({
      kind: 'pieces',
      pieces: ['<unk>', '<s>', '</s>', ' ', 'a', ' a'],
      scores: [0, 0, 0, -1, -2, -3],
      boundary: 1,
      stop: 2,
    });
    const file = small('llama F16');
    const special: readonly (readonly [string, WrittenValue])[] = [
      ['tokenizer.ggml.model', { text: 'gpt2' }],
      ['tokenizer.ggml.bos_token_id', { u32: 1 }],
      ['tokenizer.ggml.eos_token_id', { u32: 5 }],
      ['tokenizer.ggml.add_bos_token', { bool: true }],
    ];
    const with_ = (more: typeof special) =>
      write(ggufBytes({ ...file, metadata: [...file.metadata, ...more] }));
    expect(loadGguf(with_(special), {}).tokenizer).toEqual({ kind: 'none', boundary: 1, stop: 5 });
    expect(loadGguf(with_(special.slice(0, 3)), {}).tokenizer).toEqual({
      kind: 'none',
      boundary: null,
      stop: 5,
    });
    expect(() => loadGguf(write(ggufBytes(small('llama F32'))), { tokenizer: 'x' })).toThrow(
      /--tokenizer must be left out, because .* brings its own tokenizer/,
    );
  });
});

describe('refused by name', () => {
  const header: Readonly<Record<string, (file: SmallGguf) => Uint8Array>> = {
    'an empty file': () => new Uint8Array(0),
    'another mark': (file) => patched(ggufBytes(file), 0, Buffer.from('GGML')),
    'version 1': (file) => ggufBytes({ ...file, version: 1 }),
    'a big-endian file': (file) => ggufBytes({ ...file, version: 3 * 2 ** 24 }),
    'more tensors than there is room for': (file) => patched(ggufBytes(file), 8, Buffer.alloc(8, 0x7f)),
    'a file that ends early': (file) => ggufBytes(file).slice(0, -64),
    'a file that goes on': (file) => Buffer.concat([ggufBytes(file), Buffer.alloc(64)]),
    'an alignment that is none': (file) => ggufBytes(also(file, 'general.alignment', { u32: 48 })),
    'a key twice': (file) => ggufBytes(also(file, 'llama.block_count', { u32: 1 })),
    'a type of metadata': (file) => ggufBytes(also(file, 'x', { type: 13, bytes: new Uint8Array(8) })),
    'an array of 2^60': (file) =>
      ggufBytes(also(file, 'x', { type: 9, bytes: Buffer.from('000000000000000000000010', 'hex') })),
    'arrays in arrays in arrays': (file) =>
      ggufBytes(
        also(file, 'x', {
          type: 9,
          bytes: Buffer.concat(Array(6).fill(Buffer.from('090000000100000000000000', 'hex'))),
        }),
      ),
    'a tensor twice': (file) => ggufBytes(tensor(file, 0, ({ name }) => ({ name }), 2)),
    'a tensor at the place of another': (file) => ggufBytes(tensor(file, 1, () => ({ offset: 0 }))),
    'a tensor at a place that is not aligned': (file) => ggufBytes(tensor(file, 1, () => ({ offset: 8 }))),
    'a tensor larger than the file': (file) =>
      ggufBytes(tensor(file, 1, () => ({ shape: [2 ** 40, 2 ** 20] }))),
    'five dimensions': (file) => ggufBytes(tensor(file, 1, () => ({ shape: [1, 1, 1, 1, 1] }))),
    'half a block': (file) => ggufBytes(tensor(file, 1, () => ({ shape: [40], type: 8 }))),
  };
  const contents: Readonly<Record<string, (file: SmallGguf) => WrittenGguf>> = {
    ...Object.fromEntries(
      [2 ** 31, 3, 4, 12, 14, 31, 36, 38, 39, 42].map((type) => [
        `type ${type}`,
        (file: SmallGguf) => tensor(file, 3, () => ({ type })),
      ]),
    ),
    'no architecture': (file) => ({ ...file, metadata: file.metadata.slice(1) }),
    'another architecture': (file) => set(file, 'general.architecture', { text: 'gemma2' }),
    'rope scaling': (file) => also(file, 'llama.rope.scaling.type', { text: 'yarn' }),
    'rope scaling by 2': (file) => also(file, 'llama.rope.scaling.factor', { f32: 2 }),
    'rotary frequencies': (file) => added(file, 'rope_freqs.weight', [32]),
    'a setting that we do not know': (file) => also(file, 'llama.logit_scale', { f32: 0.5 }),
    'a sliding window': (file) => also(file, 'llama.attention.sliding_window', { u32: 4096 }),
    experts: (file) => also(file, 'llama.expert_count', { u32: 8 }),
    'part of a head': (file) => also(file, 'llama.rope.dimension_count', { u32: 32 }),
    'values of another size': (file) => also(file, 'llama.attention.value_length', { u32: 32 }),
    'a size that is missing': (file) => ({
      ...file,
      metadata: file.metadata.filter(([key]) => key !== 'llama.feed_forward_length'),
    }),
    'a size that is none': (file) => set(file, 'llama.block_count', { f32: 0.5 }),
    'a size of 2^63': (file) => set(file, 'llama.block_count', { u64: 2n ** 63n }),
    'an epsilon that is none': (file) =>
      set(file, 'llama.attention.layer_norm_rms_epsilon', { f32: Number.NaN }),
    'a tensor too many': (file) => added(file, 'blk.1.attn_norm.weight', [256]),
    'a tensor too few': (file) => ({
      ...file,
      tensors: file.tensors.filter(({ name }) => name !== 'blk.0.ffn_up.weight'),
    }),
    'another shape': (file) => set(file, 'llama.feed_forward_length', { u32: 512 }),
    'NaN in a norm': (file) =>
      tensor(file, 1, ({ shape }) => ({ bytes: encodeF32(Array(shape[0]).fill(Number.NaN)) })),
    'a special token past the vocabulary': (file) => also(file, 'tokenizer.ggml.eos_token_id', { u32: 6 }),
  };

  it('headers', () => {
    const messages = Object.entries(header).map(
      ([what, make]) => `${what}\n${refusal(make(small('llama F16')))}`,
    );
    expect(messages.join('\n\n')).toMatchSnapshot();
  });

  it('contents', () => {
    const messages = Object.entries(contents).map(
      ([what, make]) => `${what}\n${refusal(ggufBytes(make(small('llama F16'))))}`,
    );
    expect(messages.join('\n\n')).toMatchSnapshot();
  });

  it('trits of two scales, and matrices of BitNet that are no trits', () => {
    const two = small('bitnet-b1.58 TQ2_0');
    const index = two.tensors.findIndex(({ name }) => name === 'blk.0.attn_q.weight');
    const broken = tensor(two, index, ({ bytes }) => ({
      bytes: Buffer.concat([
        bytes.slice(0, -66),
        encodeTq2(Array.from({ length: 256 }, (_, i) => ((i % 3) - 1) * 0.5)),
      ]),
    }));
    const field = tensor(two, index, ({ bytes }) => ({ bytes: patched(bytes, 66, Buffer.of(0b1100)) }));
    const floats = tensor(two, index, ({ shape }) => ({
      type: 0,
      bytes: encodeF32(Array.from({ length: (shape[0] ?? 0) * 256 }, (_, i) => i / 2 ** 16)),
    }));
    const head = added(two, 'output.weight', [SIZES.vocabulary, SIZES.width]);
    const messages = { scales: broken, field, floats, head };
    expect(
      Object.entries(messages)
        .map(([what, file]) => `${what}\n${refusal(ggufBytes(file))}`)
        .join('\n\n'),
    ).toMatchSnapshot();
  });
});

describeWith(
  { shared: ['stories260K/stories260K-f32.gguf', 'stories260K/stories260K.bin', 'stories260K/tok512.bin'] },
  'stories260K',
  () => {
    const gguf = loadModel(sharedPath('stories260K/stories260K-f32.gguf'));
    const bin = loadModel(sharedPath('stories260K/stories260K.bin'), {
      tokenizer: sharedPath('stories260K/tok512.bin'),
    });

    it('is the same model as GGUF and as llama2.c: every tensor, positions, epsilon', () => {
      expect(gguf.shape).toEqual({ ...bin.shape, context: 128 });
      expect(gguf.positions).toEqual(bin.positions);
      expect(gguf.normEpsilon).toBe(bin.normEpsilon);
      expect(gguf.feedForward).toBe(bin.feedForward);
      expectValues(gguf.tokenEmbedding, bin.tokenEmbedding, 'embedding');
      expectValues(gguf.finalNorm?.gain, bin.finalNorm?.gain ?? undefined, 'final norm');
      expectValues(gguf.head.values, bin.head.values, 'head');
      expect(gguf.layers).toHaveLength(5);
      for (const [index, layer] of gguf.layers.entries()) {
        const other = bin.layers[index];
        if (other === undefined) throw new Error('fewer layers');
        expect(Object.keys(layer).sort()).toEqual(Object.keys(other).sort());
        expectValues(layer.attentionNorm.gain, other.attentionNorm.gain ?? undefined, 'attention norm');
        expectValues(layer.ffnNorm.gain, other.ffnNorm.gain ?? undefined, 'ffn norm');
        for (const [place, linear] of layerLinears(layer).entries()) {
          const against = layerLinears(other)[place];
          expect(linear.name).toBe(against?.name);
          expectValues(linear.values, against?.values, linear.name);
        }
      }
    });

    it('has the same tokenizer', () => {
      if (gguf.tokenizer.kind !== 'pieces' || bin.tokenizer.kind !== 'pieces')
        throw new Error('other tokenizers');
      expect(gguf.tokenizer.pieces.slice(3)).toEqual(bin.tokenizer.pieces.slice(3));
      expect(gguf.tokenizer.scores).toEqual(bin.tokenizer.scores);
      expect(gguf.tokenizer.boundary).toBe(1);
    });
  },
);

function patched(bytes: Uint8Array, at: number, by: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(by, at);
  return copy;
}

function also<File extends WrittenGguf>(file: File, key: string, value: WrittenValue): File {
  return { ...file, metadata: [...file.metadata, [key, value]] };
}

function set(file: WrittenGguf, key: string, value: WrittenValue): WrittenGguf {
  return { ...file, metadata: file.metadata.map(([name, old]) => [name, name === key ? value : old]) };
}

function added(file: WrittenGguf, name: string, shape: readonly number[]): WrittenGguf {
  const bytes = encodeF32(Array(shape.reduce((product, size) => product * size, 1)).fill(1));
  return { ...file, tensors: [...file.tensors, { name, shape, type: 0, bytes }] };
}

/** The tensor of that index changed, or a changed copy of it put somewhere else. */
function tensor<File extends WrittenGguf>(
  file: File,
  index: number,
  change: (old: WrittenGgufTensor) => Partial<WrittenGgufTensor>,
  to = index,
): File {
  const old = file.tensors[index];
  if (old === undefined) throw new Error(`no tensor ${index}`);
  const tensors = file.tensors.map((each, at) =>
    at === to ? { ...(to === index ? old : each), ...change(old) } : each,
  );
  return { ...file, tensors };
}

/** The message, without the file's place. */
function refusal(bytes: Uint8Array): string {
  const path = write(bytes);
  try {
    loadGguf(path, {});
    return 'READ';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replaceAll(path, 'FILE');
  }
}
