import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { HuggingFaceTokenizer, Tokenizer } from '../integer-model.ts';
import { parseSchema } from '../parse-schema.ts';
import { checkSpecialTokens } from '../tokenizer/special-tokens.ts';

const token = z.int('must be an integer').nonnegative('must be at least 0');
const definitionSchema = z.looseObject({
  model: z.looseObject({
    /** The library takes others for something that they are not. */
    type: z.enum(['BPE', 'Unigram', 'WordPiece'], 'must be BPE, Unigram or WordPiece'),
    /** By text, or (Unigram) a list of [text, score]. */
    vocab: z.union(
      [z.record(z.string(), token), z.array(z.tuple([z.string(), z.number()]))],
      'must be an object of token numbers or a list of pairs',
    ),
  }),
  added_tokens: z.array(
    z.looseObject({ id: token, content: z.string('must be a string').min(1, 'must not be empty') }),
    'must be a list of tokens',
  ),
});

/**
 * A tokenizer of Hugging Face that fits a vocabulary. Its tokens are checked before the library, which makes room for
 * whatever number a token has, sees them.
 *
 * @param subject the file that holds it
 * @throws InputError naming what breaks a rule
 */
export function huggingFaceTokenizer(
  { definition, config, boundary, stop }: Omit<HuggingFaceTokenizer, 'kind'>,
  vocabulary: number,
  subject: string,
): Tokenizer<'huggingface'> {
  checkTokens(definition, vocabulary, subject);
  const special = stop === undefined ? { boundary } : { boundary, stop };
  checkSpecialTokens(special, vocabulary, subject);
  return { kind: 'huggingface', ...special, definition, config };
}

/** @throws InputError for a definition without tokens, or with one that the vocabulary has not. */
export function checkTokens(definition: object, vocabulary: number, subject: string): void {
  const { model, added_tokens: added } = parseSchema(definitionSchema, definition, subject);
  const ids = Array.isArray(model.vocab) ? model.vocab.map((_, id) => id) : Object.values(model.vocab);
  const wrong = [...ids, ...added.map(({ id }) => id)].find((id) => id >= vocabulary);
  if (wrong === undefined) return;
  throw new InputError({
    subject,
    rule: `must have tokens below ${vocabulary}, the vocabulary of the model`,
    received: wrong,
    hint: 'Is it the tokenizer of this model?',
  });
}
