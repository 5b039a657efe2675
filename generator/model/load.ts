import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { firstCharacter, readerOf } from './content-reader.ts';
import { type FloatModel, withParts } from './float-model.ts';
import { ggufReader } from './gguf/load-gguf.ts';
import { huggingFaceReader } from './hugging-face/load-hugging-face.ts';
import { llama2cReader } from './llama2c/load-llama2c.ts';
import { loadNative } from './load-native.ts';
import type { LoadOptions } from './load-options.ts';
import { loadStateDict } from './load-state-dict.ts';
import { MODEL_FORMAT } from './model-file.ts';
import type { ModelReader } from './model-reader.ts';
import { LARGEST_JSON_BYTES, parseJson, readModelFile } from './read-json.ts';

/** The model that a folder of ours must hold. */
const MODEL_FILE = 'model.json';

const folderReader: ModelReader = {
  name: `a folder with a ${MODEL_FILE}`,
  extensions: [],
  recognises: (path, head) => head === null && isFile(join(path, MODEL_FILE)),
  load: (path, options) => loadJson(join(path, MODEL_FILE), options),
};

const jsonReader: ModelReader = {
  name: `a ${MODEL_FILE}, or a state-dict JSON {config, chars, bos, weights}`,
  extensions: ['.json'],
  recognises: (_, head) => head !== null && ['{', '['].includes(firstCharacter(head)),
  load: loadJson,
};

/** All kinds of models that are read, in the order in which they are tried. */
const READERS: readonly ModelReader[] = [
  folderReader,
  huggingFaceReader,
  ggufReader,
  jsonReader,
  llama2cReader,
];

/**
 * Step ①: reads a model of any kind that is known. What a file is, its content says.
 *
 * @throws InputError for everything that is wrong with the file, naming file, path in it, rule, value and remedy.
 */
export function loadModel(path: string, options: LoadOptions = {}): FloatModel {
  const model = readerOf(READERS, path, `model ${path}`).load(path, options);
  return withContext(model, options.context);
}

function loadJson(path: string, options: LoadOptions): FloatModel {
  const document = parseJson(readModelFile(path, path, LARGEST_JSON_BYTES), path);
  if (hasKey(document, 'format')) return loadNative(document, path, options);
  if (hasKey(document, 'weights')) return loadStateDict(document, path, options);
  throw new InputError({
    subject: path,
    rule: `must have "format": "${MODEL_FORMAT}" or the keys of a state dict`,
    received:
      typeof document === 'object' && document !== null ? Object.keys(document).slice(0, 8) : document,
    hint: `Is it ${jsonReader.name}?`,
  });
}

function isFile(path: string): boolean {
  return existsSync(path) && !statSync(path).isDirectory();
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
  return withParts(model, {
    shape: { ...shape, context },
    positions:
      positions.kind === 'learned'
        ? { ...positions, embedding: positions.embedding.slice(0, context * shape.width) }
        : positions,
  });
}
