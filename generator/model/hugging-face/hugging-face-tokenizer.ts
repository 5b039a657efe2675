import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { HuggingFaceTokenizer, Tokenizer } from '../integer-model.ts';
import { parseSchema } from '../parse-schema.ts';
import { checkSpecialTokens } from '../tokenizer/special-tokens.ts';

const definitionSchema = z.looseObject({
  model: z.looseObject({
    type: z
      .enum(['BPE', 'Unigram', 'WordPiece'], 'must be BPE, Unigram or WordPiece')
      .meta({ description: 'the library takes other models for something that they are not' }),
    /** By text, or (Unigram) a list of [text, score]. Too long for a schema, which would also lose `__proto__`. */
    vocab: z.unknown(),
  }),
  added_tokens: z.array(
    z.looseObject({ id: z.unknown(), content: z.string('must be a string').min(1, 'must not be empty') }),
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
  const { vocab } = model;
  if (typeof vocab !== 'object' || vocab === null) {
    const rule = 'must be an object of token numbers or a list of pieces';
    throw new InputError({ subject: `${subject}: model.vocab`, rule, received: vocab });
  }
  if (Array.isArray(vocab)) {
    for (const [id, entry] of vocab.entries()) {
      const isPiece = Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
      if (!isPiece) {
        const rule = 'must be a text and a score';
        throw new InputError({ subject: `${subject}: model.vocab[${id}]`, rule, received: entry });
      }
      checkToken(id, `model.vocab[${id}]`, vocabulary, subject);
    }
  } else {
    for (const [text, id] of Object.entries(vocab))
      checkToken(id, `model.vocab.${text}`, vocabulary, subject);
  }
  for (const [index, { id }] of added.entries())
    checkToken(id, `added_tokens[${index}].id`, vocabulary, subject);
}

function checkToken(id: unknown, place: string, vocabulary: number, subject: string): void {
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < vocabulary) return;
  throw new InputError({
    subject: `${subject}: ${place}`,
    rule: `must be a token below ${vocabulary}, the vocabulary of the model`,
    received: id,
    hint: 'Is it the tokenizer of this model?',
  });
}
