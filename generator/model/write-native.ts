import { type FloatModel, modelLinears } from './float-model.ts';
import { MODEL_FORMAT, type ModelFile, modelFileSchema } from './model-file.ts';
import { type Tensor, writeSafetensors } from './safetensors.ts';
import { tensorShapes } from './state-dict.ts';

const WEIGHTS_FILE = 'weights.safetensors';

/** The two files of a model, by name, from which `loadModel` reads the same numbers again. */
export function nativeFiles(model: FloatModel): ReadonlyMap<string, string | Uint8Array> {
  return new Map<string, string | Uint8Array>([
    ['model.json', `${JSON.stringify(modelFile(model), null, 2)}\n`],
    [WEIGHTS_FILE, writeSafetensors(tensors(model))],
  ]);
}

function modelFile(model: FloatModel): ModelFile {
  const { layers, width, heads, ffn, context, vocabulary } = model.shape;
  const { kind, characters, boundary } = model.tokenizer;
  const { calibration } = model;
  return modelFileSchema.parse({
    format: MODEL_FORMAT,
    version: 1,
    name: model.name,
    architecture: {
      ...{ kind: model.kind, layers, width, heads, ffn, context, vocabulary },
      norm_epsilon: model.normEpsilon,
    },
    weights: { file: WEIGHTS_FILE, format: model.weightFormat },
    activation_format: model.activationFormat,
    kv_format: model.kvFormat,
    tokenizer: { kind, characters: [...characters], boundary },
    ...(calibration === null
      ? {}
      : { calibration: { q_frac: calibration.qFrac, k_frac: calibration.kFrac, v_frac: calibration.vFrac } }),
  });
}

/** In the order of the state dict; as 32-bit floats, unless that would change a number. */
function tensors(model: FloatModel): readonly Tensor[] {
  const values = new Map<string, Float64Array>([
    ['wte', model.tokenEmbedding],
    ...(model.positions.kind === 'learned' ? [['wpe', model.positions.embedding] as const] : []),
    ...modelLinears(model).map((linear) => [linear.name, linear.values] as const),
  ]);
  const single = [...values.values()].every((array) => array.every((value) => value === Math.fround(value)));
  return tensorShapes(model.shape).map(({ name, rows, cols }) => {
    const exact = values.get(name);
    if (exact === undefined) throw new Error(`the model has no tensor ${name}`);
    return { name, shape: [rows, cols], values: single ? Float32Array.from(exact) : exact };
  });
}
