import { manifestText } from './emit/manifest.ts';
import { writeOutputFolder } from './emit/output-folder.ts';
import { writeFiles } from './emit/write-files.ts';
import { loadModel } from './model/load.ts';
import { tensorShapes } from './model/state-dict.ts';
import { nativeFiles } from './model/write-native.ts';
import type { ImportRequest, ImportResult } from './schema/import.ts';

/** Room ① alone: reads a model of any kind that we know and writes it as our own, with the chosen formats fixed. */
export async function importModel(request: ImportRequest): Promise<ImportResult> {
  const { model: path, output, force = false, weightFormat, activationFormat, kvFormat, context } = request;
  const model = loadModel(path, { weightFormat, activationFormat, kvFormat, context });
  const native = nativeFiles(model);
  const files = new Map(native).set('manifest.json', manifestText({ content: 'model' }, native));
  await writeOutputFolder(output, { force, content: 'model' }, (folder) => writeFiles(folder, files));
  const { layers, width, heads, ffn, context: positions, vocabulary } = model.shape;
  return {
    dir: output,
    name: model.name,
    architecture: { kind: model.kind, layers, width, heads, ffn, context: positions, vocabulary },
    parameters: tensorShapes(model.shape).reduce((sum, { rows, cols }) => sum + rows * cols, 0),
    weight_format: model.weightFormat,
    activation_format: model.activationFormat,
    kv_format: model.kvFormat,
  };
}
