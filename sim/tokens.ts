import { InputError } from '../generator/errors.ts';
import type { CharacterTokenizer } from '../generator/model/integer-model.ts';

/** Tokens of a text, one a character. @throws InputError at the first character outside of the vocabulary */
export function encodePrompt(text: string, tokenizer: CharacterTokenizer): number[] {
  return Array.from(text, (character, index) => {
    const token = tokenizer.characters.indexOf(character);
    if (token >= 0) return token;
    const known = tokenizer.characters.join('');
    throw new InputError({
      subject: `prompt: character ${index + 1}`,
      rule: `must be one of ${known.length > 100 ? `${known.slice(0, 100)}…` : known}`,
      received: character,
    });
  });
}

/** Text of tokens; the boundary token is a line break, but for one at the end. */
export function textOf(tokens: readonly number[], tokenizer: CharacterTokenizer): string {
  const parts = tokens.map((token) =>
    token === tokenizer.boundary ? '\n' : (tokenizer.characters[token] ?? ''),
  );
  if (parts.at(-1) === '\n') parts.pop();
  return parts.join('');
}
