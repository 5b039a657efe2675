import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assembleWeights, checkpointModel } from '../checkpoint/assemble.ts';
import { chosenFormats } from '../checkpoint/chosen-formats.ts';
import { TensorTable } from '../checkpoint/tensor-table.ts';
import type { FloatModel } from '../float-model.ts';
import type { LoadOptions } from '../load-options.ts';
import { modelNameOf } from '../model-name.ts';
import type { ModelReader } from '../model-reader.ts';
import { parseJson, readModelFile } from '../read-json.ts';
import { readConfig } from './config.ts';
import { tensorsOf } from './folder.ts';
import { folderTokenizer } from './folder-tokenizer.ts';
import { mayIgnore, tensorNames } from './names.ts';
import { HuggingFaceWeights } from './weights.ts';

const CONFIG_FILE = 'config.json';
const CONTENTS = { none: 'floats', latent: 'trits', packed: 'trits', awq: 'codes' } as const;
/** A configuration has kilobytes. */
const LARGEST_CONFIG_BYTES = 2 ** 22;

/** Folders of Hugging Face. */
export const huggingFaceReader: ModelReader = {
  name: `a Hugging Face folder with ${CONFIG_FILE} and safetensors`,
  extensions: [],
  recognises: (path, head) => head === null && existsSync(join(path, CONFIG_FILE)),
  load: loadHuggingFace,
};

/**
 * The model of a folder with config.json and safetensors. Everything in it is checked here, values too; matrices stay in
 * their files until they are asked for.
 *
 * @throws InputError for what is damaged, missing, contradictory, or not computed by fpga-gen.
 */
export function loadHuggingFace(folder: string, options: LoadOptions): FloatModel {
  const path = join(folder, CONFIG_FILE);
  const config = readConfig(parseJson(readModelFile(path, path, LARGEST_CONFIG_BYTES), path), path);
  const { architecture, shape, quantisation, tied } = config;
  const table = new TensorTable(tensorsOf(folder), folder);
  const source = new HuggingFaceWeights(table, quantisation);
  const names = tensorNames(architecture);
  const weights = assembleWeights(shape, { names, attentionBias: architecture.attentionBias, tied }, source);
  if (tied) source.checkTied(names.head, names.embedding, [shape.vocabulary, shape.width]);
  table.checkAllTaken(mayIgnore);
  return checkpointModel(
    {
      kind: 'llama',
      name: modelNameOf(resolve(folder), ''),
      shape,
      normEpsilon: config.normEpsilon,
      ...chosenFormats(CONTENTS[quantisation.kind], options, folder),
      positions: { kind: 'rotary', base: config.ropeBase, pairing: 'half' },
      embeddingNorm: null,
      feedForward: config.feedForward,
      tokenizer: folderTokenizer(folder, config, options),
      trainedTernary: quantisation.kind === 'latent',
      calibration: null,
    },
    weights,
  );
}
