import { InputError } from '../../errors.ts';
import type { PiecesTokenizer, Tokenizer } from '../integer-model.ts';
import { checkSpecialTokens } from './special-tokens.ts';

/**
 * A tokenizer of pieces that fits a vocabulary.
 *
 * @param subject the file that holds it
 * @throws InputError naming the entry that breaks a rule
 */
export function piecesTokenizer(
  { pieces, scores, boundary, stop }: Omit<PiecesTokenizer, 'kind'>,
  vocabulary: number,
  subject: string,
): Tokenizer<'pieces'> {
  for (const [name, list] of Object.entries({ pieces, scores })) {
    if (list.length === vocabulary) continue;
    throw new InputError({
      subject: `${subject}: ${name}`,
      rule: `must be as many as the model's vocabulary has tokens, ${vocabulary}`,
      received: list.length,
      hint: 'Is it the tokenizer of this model?',
    });
  }
  for (const [token, piece] of pieces.entries()) {
    if (/^[\u0001-\u00ff]*$/.test(piece)) continue;
    throw new InputError({
      subject: `${subject}: pieces[${token}]`,
      rule: 'must hold bytes as characters U+0001 to U+00FF: no zero byte, at which llama2.c would end it',
      received: piece,
      hint: 'The file is damaged.',
    });
  }
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw new InputError({
      subject: `${subject}: scores[${bad}]`,
      rule: 'must be a finite number',
      received: scores[bad],
      hint: 'The file is damaged.',
    });
  }
  const special = stop === undefined ? { boundary } : { boundary, stop };
  checkSpecialTokens(special, vocabulary, subject);
  return { kind: 'pieces', ...special, pieces, scores };
}
