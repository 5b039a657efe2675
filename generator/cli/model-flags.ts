import type { LoadOptions } from '../model/load-options.ts';
import { type FlagValues, name, oneOf, optional } from './flag.ts';
import { integer } from './number.ts';

/** The options that say what a model is quantised to; the same for every command that takes a MODEL. */
export const modelFlags = {
  tokenizer: optional(
    '--tokenizer <file>',
    'a tokenizer.bin or tokenizer.json, for models that bring none',
    name,
  ),
  weightFormat: optional(
    '--weight-format <format>',
    'ternary, int8, int4 or q412; a model.json fixes it',
    oneOf('ternary', 'int8', 'int4', 'q412'),
  ),
  activationFormat: optional('--activation-format <format>', 'int8 or int16', oneOf('int8', 'int16')),
  kvFormat: optional('--kv-format <format>', 'int8 or int16', oneOf('int8', 'int16')),
  context: optional('--context <n>', 'longest sequence, in tokens', integer(1)),
};

export const modelArgument = {
  name: 'MODEL',
  description: 'a model.json, its folder, or a checkpoint: a state-dict JSON, a llama2.c file',
};

/** The choices that go to the library. */
export function modelOptions(values: FlagValues<typeof modelFlags>): LoadOptions {
  const { tokenizer, weightFormat, activationFormat, kvFormat, context } = values;
  return { tokenizer, weightFormat, activationFormat, kvFormat, context };
}
