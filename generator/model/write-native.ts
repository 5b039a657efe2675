import type { FloatModel } from './float-model.ts';
import { modelLinears } from './float-model.ts';
import { isTied, llamaTensors } from './llama-tensors.ts';
import { trainedTernaryByDefault } from './load-native.ts';
import {
  type Architecture,
  type LlamaArchitecture,
  MODEL_FORMAT,
  type ModelFile,
  modelFileSchema,
} from './model-file.ts';
import { type Tensor, writeSafetensors } from './safetensors.ts';
import { tensorShapes } from './state-dict.ts';
import { storedTokenizer } from './tokenizer/stored-tokenizer.ts';

const WEIGHTS_FILE = 'weights.safetensors';

/** A model as the files of a folder of ours. */
export interface NativeModel {
  /** By name; `loadModel` reads the same numbers from them again. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Numbers that were trained. */
  readonly parameters: number;
}

export function nativeModel(model: FloatModel): NativeModel {
  const { architecture, tensors } = model.kind === 'llama' ? llama(model) : microgpt(model);
  const tokenizer = storedTokenizer(model.tokenizer);
  const { calibration } = model;
  const trainedTernary = model.trainedTernary !== trainedTernaryByDefault(model.weightFormat, tensors);
  const document: ModelFile = modelFileSchema.parse({
    format: MODEL_FORMAT,
    version: 1,
    name: model.name,
    architecture,
    weights: {
      file: WEIGHTS_FILE,
      format: model.weightFormat,
      ...(trainedTernary ? { trained_ternary: model.trainedTernary } : {}),
    },
    activation_format: model.activationFormat,
    kv_format: model.kvFormat,
    tokenizer: tokenizer.entry,
    ...(calibration === null
      ? {}
      : { calibration: { q_frac: calibration.qFrac, k_frac: calibration.kFrac, v_frac: calibration.vFrac } }),
  });
  const files = new Map<string, string | Uint8Array>([
    ['model.json', `${JSON.stringify(document, null, 2)}\n`],
    ...tokenizer.files,
    [WEIGHTS_FILE, writeSafetensors(tensors)],
  ]);
  const trained = tensors.filter(({ name }) => !/\.(scale|scales|zero_points)$/.test(name));
  return { files, parameters: trained.reduce((sum, { values }) => sum + values.length, 0) };
}

interface NativeWeights {
  readonly architecture: Architecture;
  readonly tensors: readonly Tensor[];
}

function llama(model: FloatModel): NativeWeights {
  const { layers, width, heads, kvHeads, headDim, ffn, context, vocabulary } = model.shape;
  const { positions, feedForward } = model;
  const [first] = model.layers;
  if (positions.kind !== 'rotary' || feedForward === 'relu' || first === undefined) {
    throw new Error('a llama has layers, rotary positions and a gated feed-forward');
  }
  const architecture: LlamaArchitecture = {
    ...{
      kind: 'llama',
      layers,
      width,
      heads,
      kv_heads: kvHeads,
      head_dim: headDim,
      ffn,
      context,
      vocabulary,
    },
    norm_epsilon: model.normEpsilon,
    rope: { base: positions.base, pairing: positions.pairing },
    feed_forward: feedForward,
    sub_norms: first.attentionSubNorm !== null,
    tied_head: isTied(model),
    qkv_bias: first.wq.bias !== undefined,
  };
  return { architecture, tensors: llamaTensors(model, architecture) };
}

/** In the order of the state dict; as 32-bit floats, unless that would change a number. */
function microgpt(model: FloatModel): NativeWeights {
  const { layers, width, heads, ffn, context, vocabulary } = model.shape;
  const values = new Map<string, Float64Array>([
    ['wte', model.tokenEmbedding],
    ...(model.positions.kind === 'learned' ? [['wpe', model.positions.embedding] as const] : []),
    ...modelLinears(model).map((linear) => [linear.name, linear.values] as const),
  ]);
  const single = [...values.values()].every((array) => array.every((value) => value === Math.fround(value)));
  return {
    architecture: {
      ...{ kind: 'microgpt', layers, width, heads, ffn, context, vocabulary },
      norm_epsilon: model.normEpsilon,
    },
    tensors: tensorShapes(model.shape).map(({ name, rows, cols }) => {
      const exact = values.get(name);
      if (exact === undefined) throw new Error(`the model has no tensor ${name}`);
      return { name, shape: [rows, cols], values: single ? Float32Array.from(exact) : exact };
    }),
  };
}
