import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWith, sharedPath } from '../../../testbenches/support/requirements.ts';
import { InputError } from '../../errors.ts';
import { encodeBf16, encodeF32 } from '../checkpoint/support/encode.ts';
import {
  FFN,
  HEAD_DIM,
  HEADS,
  KV_HEADS,
  LAYERS,
  SMALL_FOLDERS,
  type SmallFolder,
  VOCABULARY,
  WIDTH,
} from '../checkpoint/support/small-folders.ts';
import { safetensorsBytes, writeFolder } from '../checkpoint/support/write-folder.ts';
import type { FloatLayer, FloatLinear, FloatModel, Norm } from '../float-model.ts';
import { loadHuggingFace } from './load-hugging-face.ts';

const root = mkdtempSync(join(tmpdir(), 'fpga-gen-hf-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function small(name: string, seed = 1): SmallFolder {
  const make = SMALL_FOLDERS[name];
  if (make === undefined) throw new Error(`no folder ${name}`);
  return make(seed);
}

let written = 0;
function write({ config, tensors }: Pick<SmallFolder, 'config' | 'tensors'>, shards = 1): string {
  const folder = join(root, `model-${++written}`);
  writeFolder(folder, config, tensors, shards);
  return folder;
}

/** Parts of a layer by the stem of the tensor that they must come from. */
function layerParts(layer: FloatLayer, older: boolean): Readonly<Record<string, FloatLinear | Norm | null>> {
  return {
    input_layernorm: layer.attentionNorm,
    'self_attn.q_proj': layer.wq,
    'self_attn.k_proj': layer.wk,
    'self_attn.v_proj': layer.wv,
    [older ? 'self_attn.inner_attn_ln' : 'self_attn.attn_sub_norm']: layer.attentionSubNorm,
    'self_attn.o_proj': layer.wo,
    post_attention_layernorm: layer.ffnNorm,
    'mlp.gate_proj': layer.gate,
    'mlp.up_proj': layer.up,
    [older ? 'mlp.ffn_layernorm' : 'mlp.ffn_sub_norm']: layer.ffnSubNorm,
    'mlp.down_proj': layer.down,
  };
}

function expectWeights(model: FloatModel, { meant, config }: SmallFolder): void {
  expect(model.tokenEmbedding).toEqual(meant.get('model.embed_tokens'));
  expect(model.head.values).toEqual(meant.get('lm_head') ?? meant.get('model.embed_tokens'));
  expect(model.finalNorm?.gain).toEqual(meant.get('model.norm'));
  expect(model.layers).toHaveLength(LAYERS);
  const older = JSON.stringify(config['architectures']).includes('Bitnet');
  for (const [index, layer] of model.layers.entries()) {
    for (const [name, part] of Object.entries(layerParts(layer, older))) {
      const stem = `model.layers.${index}.${name}`;
      const values = part === null ? undefined : 'gain' in part ? part.gain : part.values;
      expect(values ?? undefined, stem).toEqual(meant.get(stem));
      if (part === null || 'gain' in part) continue;
      expect(part.bias, `${stem}.bias`).toEqual(meant.get(`${stem}.bias`));
      expect(part.tritScale, `${stem}.scale`).toBe(meant.get(`${stem}.scale`)?.[0]);
    }
  }
}

describe('folders of Hugging Face', () => {
  it.each(Object.keys(SMALL_FOLDERS))('reads every weight of %s, in one file and in three', (name) => {
    for (const shards of [1, 3]) {
      const folder = small(name, shards);
      expectWeights(loadHuggingFace(write(folder, shards), {}), folder);
    }
  });

  it.each([
    ['llama', 10_000, 'silu_mul', 'int8', false],
    ['qwen', 1_000_000, 'silu_mul', 'int8', false],
    ['qwen awq', 10_000, 'silu_mul', 'int4', false],
    ['bitnet packed', 500_000, 'relu2_mul', 'ternary', false],
    ['bitnet latent', 500_000, 'relu2_mul', 'ternary', true],
    ['older bitnet', 10_000, 'silu_mul', 'ternary', true],
  ])('says what kind of model %s is', (name, base, feedForward, weightFormat, trainedTernary) => {
    expect(loadHuggingFace(write(small(name)), {})).toMatchObject({
      kind: 'llama',
      name: `model-${written}`,
      normEpsilon: 1e-5,
      positions: { kind: 'rotary', base, pairing: 'half' },
      shape: {
        layers: LAYERS,
        width: WIDTH,
        heads: HEADS,
        kvHeads: KV_HEADS,
        headDim: HEAD_DIM,
        ffn: FFN,
        context: 32,
        vocabulary: VOCABULARY,
      },
      feedForward,
      weightFormat,
      trainedTernary,
      embeddingNorm: null,
    });
  });

  it('keeps the codes of AWQ beside their exact values', () => {
    const { layers } = loadHuggingFace(write(small('qwen awq')), {});
    const groups = layers[1]?.down.groups;
    expect(groups?.size).toBe(8);
    expect(groups?.codes).toHaveLength(WIDTH * FFN);
    expect(groups?.zeroPoints).toHaveLength((WIDTH * FFN) / 8);
    const value = (at: number) =>
      ((groups?.codes[at] ?? 0) - (groups?.zeroPoints[Math.floor(at / 8)] ?? 0)) *
      (groups?.scales[Math.floor(at / 8)] ?? 0);
    expect(Float64Array.from({ length: WIDTH * FFN }, (_, at) => value(at))).toEqual(layers[1]?.down.values);
  });

  it('makes other formats of the values of AWQ where they are asked for', () => {
    expect(loadHuggingFace(write(small('qwen awq')), { weightFormat: 'int8' }).weightFormat).toBe('int8');
  });

  it('refuses a scale of AWQ below 0', () => {
    const folder = small('qwen awq');
    const scales = folder.tensors['model.layers.0.mlp.up_proj.scales'];
    if (scales === undefined) throw new Error('no scales');
    // The sign of the second of 24 scales of the second group.
    const bytes = Uint8Array.from(scales.bytes, (byte, at) =>
      at === 2 * (FFN + 1) + 1 ? byte + 0x80 : byte,
    );
    const tensors = { ...folder.tensors, 'model.layers.0.mlp.up_proj.scales': { ...scales, bytes } };
    expect(() => loadHuggingFace(write({ ...folder, tensors }), {})).toThrow(
      /model\.layers\.0\.mlp\.up_proj\.scales\[1\]\[1\] must not be negative, received -/,
    );
  });

  it('reads matrices when they are asked for, and refuses a file that changed meanwhile', () => {
    const path = write(small('llama'));
    const model = loadHuggingFace(path, {});
    expect(model.head.values).not.toBe(model.head.values);
    const file = join(path, 'model.safetensors');
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.of(0)]));
    expect(() => model.head.values).toThrow(/must stay as it is while it is read/);
  });

  it('takes rows of packed trits that are no multiple of four', () => {
    const { config, tensors } = small('bitnet packed');
    const name = 'model.layers.0.mlp.gate_proj.weight';
    // 24 rows in six bands of bytes; 22 in six too, the last two fields empty.
    const ffn = 22;
    const cut = { ...tensors };
    for (const layer of [0, 1]) {
      for (const [stem, part] of Object.entries(cut)) {
        if (!stem.startsWith(`model.layers.${layer}.mlp`)) continue;
        if (stem.endsWith('ffn_sub_norm.weight'))
          cut[stem] = { ...part, shape: [ffn], bytes: part.bytes.slice(0, 2 * ffn) };
        if (stem.endsWith('down_proj.weight'))
          cut[stem] = { ...part, shape: [4, ffn], bytes: part.bytes.slice(0, 4 * ffn) };
      }
    }
    const model = loadHuggingFace(write({ config: { ...config, intermediate_size: ffn }, tensors: cut }), {});
    const bytes = tensors[name]?.bytes ?? new Uint8Array();
    const gate = model.layers[0]?.gate;
    expect(gate?.values).toHaveLength(ffn * WIDTH);
    expect(gate?.values[19 * WIDTH + 3]).toBe(
      (Math.floor((bytes[WIDTH + 3] ?? 0) / 64) - 1) * (gate?.tritScale ?? 0),
    );
  });

  it('takes a tied head that the file holds as well, if it is the embedding', () => {
    const { config, tensors } = small('qwen');
    const embedding = tensors['model.embed_tokens.weight'];
    if (embedding === undefined) throw new Error('no embedding');
    const twice = { ...tensors, 'lm_head.weight': embedding };
    expect(loadHuggingFace(write({ config, tensors: twice }), {}).head.rows).toBe(VOCABULARY);
    const other = {
      ...embedding,
      bytes: embedding.bytes.map((byte, index) => (index === 3 ? byte + 1 : byte)),
    };
    expect(() =>
      loadHuggingFace(write({ config, tensors: { ...tensors, 'lm_head.weight': other } }), {}),
    ).toThrow(/lm_head.weight must equal model.embed_tokens.weight, because tie_word_embeddings is true/);
  });

  it('takes what transformers 5 writes, and sizes that follow from others', () => {
    const { config, tensors } = small('llama');
    const { rope_theta: _, num_key_value_heads: __, ...rest } = config;
    const now = {
      ...rest,
      num_key_value_heads: KV_HEADS,
      head_dim: HEAD_DIM,
      rope_parameters: { rope_theta: 7777, rope_type: 'default' },
      rope_scaling: { type: 'default' },
      layer_types: ['full_attention', 'full_attention'],
      attention_bias: false,
      mlp_bias: false,
    };
    expect(loadHuggingFace(write({ config: now, tensors }), {}).positions).toMatchObject({ base: 7777 });
  });

  it('ignores the frequencies that old checkpoints hold', () => {
    const { config, tensors } = small('llama');
    const name = 'model.layers.1.self_attn.rotary_emb.inv_freq';
    const frequencies = { dtype: 'F32', shape: [2], bytes: encodeF32([1, 0.01]) };
    expect(() =>
      loadHuggingFace(write({ config, tensors: { ...tensors, [name]: frequencies } }), {}),
    ).not.toThrow();
  });
});

describe('refused by name', () => {
  const cases: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
    'an architecture': ['llama', { architectures: ['MixtralForCausalLM'] }],
    'no architecture': ['llama', { architectures: undefined }],
    'an activation': ['llama', { hidden_act: 'gelu' }],
    'rope scaling': ['llama', { rope_scaling: { rope_type: 'llama3', factor: 8 } }],
    'older rope scaling': ['llama', { rope_scaling: { type: 'linear', factor: 2 } }],
    'rope parameters': ['llama', { rope_parameters: { rope_type: 'yarn', rope_theta: 1e4 } }],
    'partial rotation': ['llama', { partial_rotary_factor: 0.5 }],
    'a sliding window': ['qwen', { use_sliding_window: true }],
    'a window of a layer': ['qwen', { layer_types: ['full_attention', 'sliding_attention'] }],
    'biases of attention': ['llama', { attention_bias: true }],
    'biases of the feed-forward': ['llama', { mlp_bias: true }],
    'another quantisation': ['llama', { quantization_config: { quant_method: 'gptq', bits: 4 } }],
    'AWQ of another width': ['qwen', { quantization_config: { quant_method: 'awq', bits: 8 } }],
    'AWQ of another layout': [
      'qwen',
      { quantization_config: { quant_method: 'awq', bits: 4, version: 'GEMV' } },
    ],
    'AWQ in odd groups': ['qwen', { quantization_config: { quant_method: 'awq', bits: 4, group_size: 60 } }],
    'AWQ without zero points': [
      'qwen',
      { quantization_config: { quant_method: 'awq', bits: 4, zero_point: false } },
    ],
    'BitNet without a word on its trits': ['bitnet latent', { quantization_config: undefined }],
    'a norm inside of BitNet': [
      'bitnet packed',
      { quantization_config: { quant_method: 'bitnet', use_rms_norm: true } },
    ],
    'matrices that are no trits': [
      'bitnet packed',
      { quantization_config: { quant_method: 'bitnet', modules_to_not_convert: ['q_proj'] } },
    ],
    'trits of another width': ['older bitnet', { weight_bits: 2 }],
    'AWQ of BitNet': ['older bitnet', { quantization_config: { quant_method: 'awq', bits: 4 } }],
    'a size that is missing': ['llama', { intermediate_size: undefined }],
    'a size that is none': ['llama', { hidden_size: 16.5 }],
    'heads that do not divide': ['llama', { num_attention_heads: 5 }],
    'heads that do not share': ['llama', { num_key_value_heads: 3 }],
    'odd heads': ['llama', { head_dim: 3 }],
    'a size of another model': ['llama', { intermediate_size: FFN + 1 }],
    'an end past the vocabulary': ['llama', { eos_token_id: VOCABULARY }],
  };

  it('configurations', () => {
    const messages = Object.entries(cases).map(([what, [name, changes]]) => {
      const { config, tensors } = small(name);
      return `${what}\n${refusal({ config: { ...config, ...changes }, tensors })}`;
    });
    expect(messages.join('\n\n')).toMatchSnapshot();
  });

  const norm = 'model.norm.weight';
  const tensorCases: Readonly<Record<string, (folder: SmallFolder) => SmallFolder['tensors']>> = {
    'a missing tensor': ({ tensors: { [norm]: _, ...rest } }) => rest,
    'an extra tensor': ({ tensors }) => ({ ...tensors, 'model.extra': scalar('F32', encodeF32([1])) }),
    'another shape': ({ tensors }) => ({ ...tensors, [norm]: scalar('F32', encodeF32([1])) }),
    'a type': ({ tensors }) => ({
      ...tensors,
      [norm]: { dtype: 'I32', shape: [WIDTH], bytes: new Uint8Array(4 * WIDTH) },
    }),
    'a type that is not read': ({ tensors }) => ({
      ...tensors,
      [norm]: { dtype: 'F8_E4M3', shape: [WIDTH], bytes: new Uint8Array(WIDTH) },
    }),
    'NaN in a norm': ({ tensors }) => ({
      ...tensors,
      [norm]: {
        dtype: 'F32',
        shape: [WIDTH],
        bytes: encodeF32([1, Number.NaN, ...Array(WIDTH - 2).fill(1)]),
      },
    }),
    'infinity in a matrix': ({ tensors }) => ({
      ...tensors,
      'lm_head.weight': {
        dtype: 'BF16',
        shape: [VOCABULARY, WIDTH],
        bytes: encodeBf16([...Array(2 * WIDTH + 3).fill(0), Number.NEGATIVE_INFINITY, ...Array(284).fill(0)]),
      },
    }),
  };

  it('tensors', () => {
    const messages = Object.entries(tensorCases).map(([what, change]) => {
      const folder = small('llama');
      return `${what}\n${refusal({ config: folder.config, tensors: change(folder) })}`;
    });
    const packed = small('bitnet packed');
    const name = 'model.layers.0.mlp.up_proj.weight';
    const part = packed.tensors[name];
    if (part === undefined) throw new Error(name);
    const broken = { ...part, bytes: part.bytes.map((byte, index) => (index === 20 ? 0b11_00_01_00 : byte)) };
    const scale = { [`${name}_scale`]: scalar('BF16', encodeBf16([0])) };
    messages.push(
      `no trit\n${refusal({ ...packed, tensors: { ...packed.tensors, [name]: broken } })}`,
      `no scale\n${refusal({ ...packed, tensors: { ...packed.tensors, ...scale } })}`,
    );
    expect(messages.join('\n\n')).toMatchSnapshot();
  });

  it('files that are missing, doubled or contradict each other', () => {
    const { config, tensors } = small('llama');
    const path = write({ config, tensors }, 2);
    const index = join(path, 'model.safetensors.index.json');
    const good: { weight_map: Record<string, string> } = JSON.parse(readFileSync(index, 'utf8'));
    const [first, second] = [...new Set(Object.values(good.weight_map))];
    const messages: string[] = [];
    const tryMap = (what: string, map: Record<string, string | undefined>) => {
      writeFileSync(index, JSON.stringify({ weight_map: map }));
      messages.push(`${what}\n${refusalOf(path)}`);
    };
    tryMap('not in its shard', {
      ...good.weight_map,
      'model.norm.weight': first === undefined ? second : first,
    });
    tryMap('unmapped', { ...good.weight_map, 'lm_head.weight': undefined });
    tryMap('mapped to nothing', { ...good.weight_map, extra: first });
    tryMap('a path', { ...good.weight_map, extra: '../x.safetensors' });
    tryMap('no shard', { ...good.weight_map, extra: 'model-00009-of-00009.safetensors' });
    const { 'lm_head.weight': head } = tensors;
    if (head === undefined || second === undefined || first === undefined) throw new Error('no head');
    const inFirst = Object.fromEntries(
      Object.entries(tensors).filter(([name]) => good.weight_map[name] === first),
    );
    writeFileSync(
      join(path, first),
      safetensorsBytes({ ...inFirst, 'model.embed_tokens.weight': head, 'lm_head.weight': head }),
    );
    const inSecond = Object.fromEntries(
      Object.entries(tensors).filter(([name]) => good.weight_map[name] === second),
    );
    writeFileSync(join(path, second), safetensorsBytes({ ...inSecond, 'lm_head.weight': head }));
    tryMap('in two shards', { ...good.weight_map, 'lm_head.weight': first });
    rmSync(index);
    messages.push(`no weights\n${refusalOf(path)}`);
    writeFileSync(join(path, 'pytorch_model.bin'), '');
    messages.push(`a pickle\n${refusalOf(path)}`);
    expect(messages.join('\n\n')).toMatchSnapshot();
  });

  it('a format that its trits have not', () => {
    expect(() => loadHuggingFace(write(small('bitnet packed')), { weightFormat: 'int8' })).toThrow(
      /--weight-format must be ternary or left out, because the weights of/,
    );
  });
});

describeWith({ shared: 'safetensors/config.json' }, 'a folder of an unknown architecture', () => {
  it('is refused', () => {
    expect(() => loadHuggingFace(sharedPath('safetensors'), {})).toThrow(
      /config.json: architectures must name one of LlamaForCausalLM, .*, received \["TinyTestModel"\]/,
    );
  });
});

function scalar(dtype: string, bytes: Uint8Array) {
  return { dtype, shape: [1], bytes };
}

function refusal(folder: Pick<SmallFolder, 'config' | 'tensors'>): string {
  return refusalOf(write(folder));
}

/** The message, without the folder's place. */
function refusalOf(path: string): string {
  try {
    loadHuggingFace(path, {});
    return 'READ';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replaceAll(path, 'FOLDER');
  }
}
