import { dirname, join } from 'node:path';
import { InputError } from '../errors.ts';
import { characterTokenizer } from './character-tokenizer.ts';
import type { FloatModel } from './float-model.ts';
import type { ModelShape } from './integer-model.ts';
import type { LoadOptions } from './load-options.ts';
import { type ModelFile, modelFileSchema } from './model-file.ts';
import { parseSchema } from './parse-schema.ts';
import { readModelFile } from './read-json.ts';
import { readSafetensors } from './safetensors.ts';
import { weightsFromState } from './state-dict.ts';

/** Largest weights file: Node reads no longer one at once. */
const LARGEST_WEIGHTS_BYTES = 2 ** 31 - 1;

/** The model of a parsed model.json, with the weights from the file beside it. */
export function loadNative(document: unknown, path: string, options: LoadOptions): FloatModel {
  const file = parseSchema(modelFileSchema, document, path);
  checkWeightFormat(file, path, options);
  const shape = modelShape(file, path);
  const weightsPath = join(dirname(path), file.weights.file);
  const tensors = readSafetensors(
    readModelFile(weightsPath, weightsPath, LARGEST_WEIGHTS_BYTES),
    weightsPath,
  );
  const calibration = file.calibration;
  return {
    kind: file.architecture.kind,
    name: file.name,
    shape,
    normEpsilon: file.architecture.norm_epsilon,
    weightFormat: file.weights.format,
    activationFormat: options.activationFormat ?? file.activation_format,
    kvFormat: options.kvFormat ?? file.kv_format,
    ...weightsFromState(new Map(tensors.map((tensor) => [tensor.name, tensor])), shape, weightsPath),
    tokenizer: characterTokenizer(file.tokenizer.characters, file.tokenizer.boundary, shape.vocabulary, {
      characters: `${path}: tokenizer.characters`,
      boundary: `${path}: tokenizer.boundary`,
    }),
    trainedTernary: file.weights.format === 'ternary',
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

function modelShape({ architecture }: ModelFile, path: string): ModelShape {
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
