import { InputError } from '../errors.ts';
import type { ActivationFormat, KvFormat, WeightFormat } from './integer-model.ts';

/** Choices that a user may make over the model's own. */
export interface LoadOptions {
  /** A file with the tokenizer, for models that bring none. */
  readonly tokenizer?: string | undefined;
  /** Chooses for a checkpoint; must agree with a model.json. */
  readonly weightFormat?: WeightFormat | undefined;
  readonly activationFormat?: ActivationFormat | undefined;
  readonly kvFormat?: KvFormat | undefined;
  /** Fewer positions than the model has. */
  readonly context?: number | undefined;
}

/** For models that bring their own. @throws InputError where the user names another */
export function refuseTokenizer({ tokenizer }: LoadOptions, path: string): void {
  if (tokenizer === undefined) return;
  throw new InputError({
    subject: '--tokenizer',
    rule: `must be left out, because ${path} brings its own tokenizer`,
    received: tokenizer,
    hint: 'It is for models that come without one, such as those of llama2.c.',
  });
}
