import { InputError } from '../errors.ts';
import type { CharacterTokenizer } from './integer-model.ts';

interface Subjects {
  /** What the list of characters is called in messages. */
  readonly characters: string;
  readonly boundary: string;
}

/**
 * A character tokenizer of `vocabulary` tokens: one character (one code point) a token, each once, and the empty
 * string for the boundary.
 *
 * @throws InputError naming the entry that breaks this.
 */
export function characterTokenizer(
  characters: readonly string[],
  boundary: number | null,
  vocabulary: number,
  subjects: Subjects,
): CharacterTokenizer {
  if (characters.length !== vocabulary) {
    throw new InputError({
      subject: subjects.characters,
      rule: `must have as many entries as the vocabulary has tokens, ${vocabulary}`,
      received: characters.length,
      hint: 'List one character a token, and an empty string for the boundary token.',
    });
  }
  if (boundary !== null && boundary >= vocabulary) {
    throw new InputError({
      subject: subjects.boundary,
      rule: `must be a token, 0 to ${vocabulary - 1}`,
      received: boundary,
      hint: 'It is the token that begins and ends a sequence.',
    });
  }
  const seen = new Map<string, number>();
  for (const [token, character] of characters.entries()) {
    checkCharacter(character, token, boundary, subjects);
    const other = seen.get(character);
    if (other !== undefined) {
      throw new InputError({
        subject: `${subjects.characters}[${token}]`,
        rule: `must differ from entry ${other}`,
        received: character,
        hint: 'Two tokens with one character could not be told apart.',
      });
    }
    seen.set(character, token);
  }
  return { kind: 'characters', characters: [...characters], boundary };
}

function checkCharacter(character: string, token: number, boundary: number | null, subjects: Subjects): void {
  const subject = `${subjects.characters}[${token}]`;
  if (token === boundary && character !== '') {
    throw new InputError({
      subject,
      rule: 'must be empty, because it is the boundary token',
      received: character,
      hint: 'Write "" there, or correct the boundary.',
    });
  }
  if (token !== boundary && (Array.from(character).length !== 1 || /\p{Cs}/u.test(character))) {
    throw new InputError({
      subject,
      rule: 'must be one character',
      received: character,
      hint: 'Only the boundary token is an empty string.',
    });
  }
}
