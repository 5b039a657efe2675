import { assembleWeights, checkpointModel } from '../checkpoint/assemble.ts';
import { chosenFormats } from '../checkpoint/chosen-formats.ts';
import { TensorTable } from '../checkpoint/tensor-table.ts';
import { type FloatModel, layerLinears } from '../float-model.ts';
import type { LoadOptions } from '../load-options.ts';
import { modelNameOf } from '../model-name.ts';
import type { ModelReader } from '../model-reader.ts';
import { readGguf } from './gguf-file.ts';
import { tensorNames } from './names.ts';
import { readSettings } from './settings.ts';
import { ggufTokenizer } from './tokenizer.ts';
import { GgufWeights } from './weights.ts';

const EXTENSION = '.gguf';
const MAGIC = 'GGUF';

/** GGUF, versions 2 and 3. */
export const ggufReader: ModelReader = {
  name: 'a GGUF',
  extensions: [EXTENSION],
  recognises: (_, head) => head !== null && Buffer.from(head.subarray(0, 4)).toString('latin1') === MAGIC,
  load: loadGguf,
};

/**
 * The model of a GGUF. Everything in it is checked here, values too; matrices stay in the file until they are asked for.
 *
 * @throws InputError for what is damaged, missing, contradictory, or not computed by fpga-gen.
 */
export function loadGguf(path: string, options: LoadOptions): FloatModel {
  const file = readGguf(path);
  const settings = readSettings(file);
  const { architecture, shape } = settings;
  const table = new TensorTable(file.tensors, path);
  const names = tensorNames(architecture);
  const tied = architecture.trits || !table.has(`${names.head}.weight`);
  const source = new GgufWeights(table, architecture.trits);
  const weights = assembleWeights(shape, { names, attentionBias: architecture.attentionBias, tied }, source);
  table.checkAllTaken(() => false);
  const trits = weights.layers.flatMap(layerLinears).every(({ tritScale }) => tritScale !== undefined);
  return checkpointModel(
    {
      kind: 'llama',
      name: modelNameOf(path, EXTENSION),
      shape,
      normEpsilon: settings.normEpsilon,
      ...chosenFormats(trits ? 'trits' : 'floats', options, path),
      positions: { kind: 'rotary', base: settings.ropeBase, pairing: architecture.pairing },
      embeddingNorm: null,
      feedForward: architecture.feedForward,
      tokenizer: ggufTokenizer(file, shape.vocabulary, options),
      trainedTernary: false,
      calibration: null,
    },
    weights,
  );
}
