import { existsSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { InputError } from '../errors.ts';
import { fileFailure } from '../file-failure.ts';
import type { FloatModel } from './float-model.ts';
import { loadNative } from './load-native.ts';
import type { LoadOptions } from './load-options.ts';
import { loadStateDict } from './load-state-dict.ts';
import { MODEL_FORMAT } from './model-file.ts';
import { LARGEST_JSON_BYTES, parseJson, readModelFile } from './read-json.ts';

/** The model that a folder must hold. */
const MODEL_FILE = 'model.json';
const KINDS =
  'A model is a model.json, a folder that holds one, or a state-dict JSON {config, chars, bos, weights}.';

/**
 * Step ①: reads a model. `path` is a model.json, a folder with one, or a state-dict JSON.
 *
 * @throws InputError for everything that is wrong with the file, naming file, path in it, rule, value and remedy.
 */
export function loadModel(path: string, options: LoadOptions = {}): FloatModel {
  if (isFolder(path)) return loadModel(modelFileIn(path), options);
  const extension = extname(path).toLowerCase();
  if (extension !== '' && extension !== '.json' && existsSync(path)) {
    throw new InputError({ subject: path, rule: 'must be a JSON file', received: extension, hint: KINDS });
  }
  const document = parseJson(readModelFile(path, path, LARGEST_JSON_BYTES), path);
  return withContext(loadDocument(document, path, options), options.context);
}

function loadDocument(document: unknown, path: string, options: LoadOptions): FloatModel {
  if (hasKey(document, 'format')) return loadNative(document, path, options);
  if (hasKey(document, 'weights')) return loadStateDict(document, path, options);
  throw new InputError({
    subject: path,
    rule: `must have "format": "${MODEL_FORMAT}" or the keys of a state dict`,
    received:
      typeof document === 'object' && document !== null ? Object.keys(document).slice(0, 8) : document,
    hint: KINDS,
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw fileFailure(`model ${path}`, 'read', error);
  }
}

function modelFileIn(folder: string): string {
  const path = join(folder, MODEL_FILE);
  if (existsSync(path) && !statSync(path).isDirectory()) return path;
  const hint = existsSync(join(folder, 'config.json'))
    ? 'Folders of Hugging Face are not read yet: write a model.json beside float32 safetensors.'
    : KINDS;
  throw new InputError({ subject: folder, rule: `must hold a ${MODEL_FILE}`, hint });
}

function hasKey(document: unknown, key: string): boolean {
  return typeof document === 'object' && document !== null && Object.hasOwn(document, key);
}

/** The model with fewer positions: the first ones, which is what it was trained on from the start of a sequence. */
function withContext(model: FloatModel, context: number | undefined): FloatModel {
  if (context === undefined) return model;
  const { shape } = model;
  if (!Number.isInteger(context) || context < 1 || context > shape.context) {
    throw new InputError({
      subject: '--context',
      rule: `must be 1 to ${shape.context}, the positions of the model`,
      received: context,
      hint: 'Leave it out to have them all.',
    });
  }
  const { positions } = model;
  return {
    ...model,
    shape: { ...shape, context },
    positions:
      positions.kind === 'learned'
        ? { ...positions, embedding: positions.embedding.slice(0, context * shape.width) }
        : positions,
  };
}
