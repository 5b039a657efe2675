import { manifestText } from './emit/manifest.ts';
import { writeOutputFolder } from './emit/output-folder.ts';
import { writeFiles } from './emit/write-files.ts';
import { loadModel } from './model/load.ts';
import { nativeModel } from './model/write-native.ts';
import type { ImportRequest, ImportResult } from './schema/import.ts';

/** Room ① alone: reads a model of any kind that we know and writes it as our own, with the chosen formats fixed. */
export async function importModel(request: ImportRequest): Promise<ImportResult> {
  const { model: path, output, force = false, ...options } = request;
  const model = loadModel(path, options);
  const native = nativeModel(model);
  const manifest = manifestText({ content: 'model' }, native.files);
  const files = new Map(native.files).set('manifest.json', manifest);
  await writeOutputFolder(output, { force, content: 'model' }, (folder) => writeFiles(folder, files));
  const { layers, width, heads, kvHeads, headDim, ffn, context, vocabulary } = model.shape;
  return {
    dir: output,
    name: model.name,
    architecture: {
      ...{ kind: model.kind, layers, width, heads, kv_heads: kvHeads, head_dim: headDim },
      ...{ ffn, context, vocabulary },
    },
    parameters: native.parameters,
    weight_format: model.weightFormat,
    activation_format: model.activationFormat,
    kv_format: model.kvFormat,
  };
}
