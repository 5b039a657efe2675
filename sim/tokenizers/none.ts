import { InputError } from '../../generator/errors.ts';
import type { TextCodec } from './text-codec.ts';

/** Of a model that came without its tokenizer: only the empty text has tokens, and tokens have no text. */
export function noCodec(): TextCodec {
  return {
    linesAreDocuments: false,
    encode: (text, subject) => {
      if (text === '') return [];
      throw new InputError({
        subject,
        rule: 'must be token numbers, because the model came without its tokenizer',
        hint: 'Name the tokenizer with --tokenizer where the model is built or judged; a prompt may be given as --prompt-tokens.',
      });
    },
    decode: () => '',
  };
}
