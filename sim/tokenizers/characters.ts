import { InputError } from '../../generator/errors.ts';
import type { CharacterTokenizer } from '../../generator/model/integer-model.ts';
import type { TextCodec } from './text-codec.ts';

/** Characters that a message lists. */
const CHARACTERS_SHOWN = 100;

/** One character a token; the boundary token has none. */
export function characterCodec({ characters, boundary }: CharacterTokenizer): TextCodec {
  const tokens = new Map(characters.map((character, token) => [character, token]));
  if (boundary !== null) tokens.delete('');
  const known = [...tokens.keys()].map((character) => JSON.stringify(character).slice(1, -1)).join('');
  return {
    linesAreDocuments: boundary !== null,
    encode: (text, subject) =>
      Array.from(text, (character, index) => {
        const token = tokens.get(character);
        if (token !== undefined) return token;
        throw new InputError({
          subject: `${subject}, character ${index + 1}`,
          rule: 'must be one that the model knows',
          received: character,
          hint: `It knows ${known.length > CHARACTERS_SHOWN ? `${known.slice(0, CHARACTERS_SHOWN)}…` : known}`,
        });
      }),
    decode: (generated) => {
      const parts = generated.map((token) => (token === boundary ? '\n' : (characters[token] ?? '')));
      if (generated.at(-1) === boundary) parts.pop();
      return parts.join('');
    },
  };
}
