import { dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import type { FloatModel } from './float-model.ts';
import type { ModelShape, WeightFormat } from './integer-model.ts';
import { llamaWeights } from './llama-tensors.ts';
import { type LoadOptions, refuseTokenizer } from './load-options.ts';
import {
  type Architecture,
  type LlamaArchitecture,
  type MicrogptArchitecture,
  type ModelFile,
  modelFileSchema,
} from './model-file.ts';
import { parseSchema } from './parse-schema.ts';
import { readModelFile } from './read-json.ts';
import { readSafetensors, type Tensor } from './safetensors.ts';
import { type StateTensor, type Weights, weightsFromState } from './state-dict.ts';
import { nativeTokenizer } from './tokenizer/native-tokenizer.ts';

/** Largest weights file: Node reads no longer one at once. */
const LARGEST_WEIGHTS_BYTES = 2 ** 31 - 1;

/** The model of a parsed model.json, with the weights from the file beside it. */
export function loadNative(document: unknown, path: string, options: LoadOptions): FloatModel {
  const file = parseSchema(modelFileSchema, document, path);
  checkWeightFormat(file, path, options);
  if (file.tokenizer.kind !== 'none') refuseTokenizer(options, path);
  const shape = modelShape(file.architecture, path);
  const weightsPath = join(dirname(path), file.weights.file);
  const bytes = readModelFile(weightsPath, weightsPath, LARGEST_WEIGHTS_BYTES);
  const tensors = readSafetensors(bytes, weightsPath);
  const weights = modelWeights(file.architecture, tensors, shape, weightsPath);
  const calibration = file.calibration;
  return {
    kind: file.architecture.kind,
    name: file.name,
    shape,
    normEpsilon: file.architecture.norm_epsilon,
    weightFormat: file.weights.format,
    activationFormat: options.activationFormat ?? file.activation_format,
    kvFormat: options.kvFormat ?? file.kv_format,
    ...weights,
    tokenizer: nativeTokenizer(file.tokenizer, path, shape.vocabulary, options),
    trainedTernary: file.weights.trained_ternary ?? trainedTernaryByDefault(file.weights.format, tensors),
    // Fractions were measured for the format that the file names.
    calibration:
      calibration === undefined || (options.kvFormat ?? file.kv_format) !== file.kv_format
        ? null
        : { qFrac: calibration.q_frac, kFrac: calibration.k_frac, vFrac: calibration.v_frac },
  };
}

/** Weights trained for one format lose in another; who wants that exports another model.json. */
function checkWeightFormat(file: ModelFile, path: string, { weightFormat }: LoadOptions): void {
  if (weightFormat === undefined || weightFormat === file.weights.format) return;
  throw new InputError({
    subject: '--weight-format',
    rule: `must be ${file.weights.format} or left out, because ${path} fixes it`,
    received: weightFormat,
    hint: 'Change weights.format in the model.json to quantise its weights in another format.',
  });
}

/** What a file means that does not say it: trits in the file are exact, floats of a ternary model stand for trits. */
export function trainedTernaryByDefault(
  format: WeightFormat,
  tensors: readonly Pick<Tensor, 'values'>[],
): boolean {
  return format === 'ternary' && !tensors.some(({ values }) => values instanceof Int8Array);
}

function modelWeights(
  architecture: Architecture,
  tensors: readonly Tensor[],
  shape: ModelShape,
  path: string,
): Weights {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  if (architecture.kind === 'llama') return llamaWeights(byName, architecture, shape, path);
  return weightsFromState(new Map(tensors.map((tensor) => [tensor.name, floats(tensor, path)])), shape, path);
}

function floats({ name, shape, values }: Tensor, path: string): StateTensor {
  if (values instanceof Float32Array || values instanceof Float64Array) return { shape, values };
  throw new InputError({
    subject: `${path}: tensor ${name}: dtype`,
    rule: 'must be F32 or F64',
    received: values instanceof Int8Array ? 'I8' : 'U8',
    hint: 'The weights of a microGPT are floats; a llama may hold trits or codes.',
  });
}

function modelShape(architecture: Architecture, path: string): ModelShape {
  return architecture.kind === 'llama' ? llamaShape(architecture, path) : microgptShape(architecture, path);
}

function llamaShape(architecture: LlamaArchitecture, path: string): ModelShape {
  const { layers, width, heads, kv_heads, head_dim, ffn, context, vocabulary } = architecture;
  if (heads % kv_heads !== 0) {
    throw new InputError({
      subject: `${path}: architecture.kv_heads`,
      rule: `must divide heads, ${heads}`,
      received: kv_heads,
      hint: 'Every head of keys and values serves heads/kv_heads heads of queries.',
    });
  }
  if (head_dim % 2 !== 0) {
    throw new InputError({
      subject: `${path}: architecture.head_dim`,
      rule: 'must be even',
      received: head_dim,
      hint: 'Rotary positions turn elements in pairs.',
    });
  }
  return { layers, width, heads, kvHeads: kv_heads, headDim: head_dim, ffn, context, vocabulary };
}

function microgptShape(architecture: MicrogptArchitecture, path: string): ModelShape {
  const { layers, width, heads, ffn, context, vocabulary } = architecture;
  if (width % heads !== 0) {
    throw new InputError({
      subject: `${path}: architecture.width`,
      rule: `must be a multiple of heads, ${heads}`,
      received: width,
      hint: 'Every head has width/heads elements.',
    });
  }
  return { layers, width, heads, kvHeads: heads, headDim: width / heads, ffn, context, vocabulary };
}
