import type { ImportRequest, ImportResult } from '../schema/import.ts';
import type { CommandSpec } from './command.ts';
import { name, required, toggle } from './flag.ts';
import { modelArgument, modelFlags, modelOptions } from './model-flags.ts';
import { grouped } from './quantity.ts';

const flags = {
  output: required('-o, --output <dir>', 'the folder to write', name),
  ...modelFlags,
  force: toggle('--force', 'replace an earlier import'),
};

/** `fpga-gen import`, done by `importModel`. */
export function importCommand(
  importModel: (request: ImportRequest) => Promise<ImportResult>,
): CommandSpec<typeof flags, ImportResult> {
  return {
    name: 'import',
    description: 'Convert a checkpoint to a folder with model.json and weights.',
    argument: modelArgument,
    flags,
    examples: ['import names.json -o models/names --weight-format int8'],
    run: (model, { output, force, ...values }) =>
      importModel({ model, output, ...modelOptions(values), force }),
    show: showImport,
  };
}

function showImport(result: ImportResult): string {
  const { dir, name: model, architecture, parameters } = result;
  const { kind, layers, width, heads, ffn, context, vocabulary } = architecture;
  return [
    `${dir}: ${model}`,
    '',
    `model    ${kind}, ${grouped(parameters)} parameters: ${layers} layers of width ${width}, ${heads} heads, feed-forward ${ffn}`,
    `tokens   ${grouped(vocabulary)} in the vocabulary, ${grouped(context)} positions`,
    `formats  weights ${result.weight_format}, activations ${result.activation_format}, KV cache ${result.kv_format}`,
  ].join('\n');
}
