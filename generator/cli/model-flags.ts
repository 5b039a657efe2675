import { InputError } from '../errors.ts';
import type { LoadOptions } from '../model/load-options.ts';
import { type FlagValues, name, oneOf, optional } from './flag.ts';
import { integer } from './number.ts';

/** The options that say what a model is quantised to; the same for every command that takes a MODEL. */
export const modelFlags = {
  tokenizer: optional('--tokenizer <file>', 'the tokenizer, for models that bring none', name),
  weightFormat: optional(
    '--weight-format <format>',
    'ternary, int8 or q412; a model.json fixes it',
    oneOf('ternary', 'int8', 'q412'),
  ),
  activationFormat: optional('--activation-format <format>', 'int8 or int16', oneOf('int8', 'int16')),
  kvFormat: optional('--kv-format <format>', 'int8 or int16', oneOf('int8', 'int16')),
  context: optional('--context <n>', 'longest sequence, in tokens', integer(1)),
};

export const modelArgument = {
  name: 'MODEL',
  description: 'a model.json, or a checkpoint',
};

/** The choices that go to the library. @throws InputError for a tokenizer that nothing would read */
export function modelOptions(values: FlagValues<typeof modelFlags>): LoadOptions {
  const { tokenizer, weightFormat, activationFormat, kvFormat, context } = values;
  if (tokenizer !== undefined) {
    throw new InputError({
      subject: '--tokenizer',
      rule: 'must be left out: the models that are read today bring their own',
      received: tokenizer,
    });
  }
  return { weightFormat, activationFormat, kvFormat, context };
}
