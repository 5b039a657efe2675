import type { LoadOptions } from '../model/load-options.ts';
import { type FlagValues, name, oneOf, optional } from './flag.ts';
import { integer } from './number.ts';

/** The options that say what a model is quantised to; the same for every command that takes a MODEL. */
export const modelFlags = {
  tokenizer: optional(
    '--tokenizer <file>',
    'tokenizer.bin or tokenizer.json, for a model without a tokenizer of its own',
    name,
  ),
  weightFormat: optional(
    '--weight-format <format>',
    'ternary, int8, int4 or q412 (default: the format that suits the checkpoint; a model.json fixes it)',
    oneOf('ternary', 'int8', 'int4', 'q412'),
  ),
  activationFormat: optional(
    '--activation-format <format>',
    'int8 or int16 (default: by model)',
    oneOf('int8', 'int16'),
  ),
  kvFormat: optional(
    '--kv-format <format>',
    'format of the KV cache, int8 or int16 (default: by model)',
    oneOf('int8', 'int16'),
  ),
  context: optional(
    '--context <n>',
    'longest sequence, in tokens (default: the longest that the model allows)',
    integer(1),
  ),
};

export const modelArgument = {
  name: 'MODEL',
  description:
    'a model.json or its folder, a state-dict JSON, a llama2.c file, a GGUF file or a Hugging Face folder',
};

/** The choices that go to the library. */
export function modelOptions(values: FlagValues<typeof modelFlags>): LoadOptions {
  const { tokenizer, weightFormat, activationFormat, kvFormat, context } = values;
  return { tokenizer, weightFormat, activationFormat, kvFormat, context };
}
