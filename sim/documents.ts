import { createHash } from 'node:crypto';
import { InputError } from '../generator/errors.ts';
import type { CharacterTokenizer } from '../generator/model/integer-model.ts';

/**
 * A text as token sequences for teacher forcing; the tokens of one but the last predict the next each.
 *
 * With a boundary token every line that is not empty is a document, begun and ended by the boundary and cut to context
 * + 1 tokens. Without one the whole text is cut into windows of context + 1 tokens.
 *
 * @throws InputError for a character that the model does not know, and for a text without anything to predict.
 */
export function documentsOfText(
  text: string,
  tokenizer: CharacterTokenizer,
  context: number,
  subject: string,
): readonly Int32Array[] {
  const { boundary } = tokenizer;
  const documents =
    boundary === null ? windows(text, tokenizer, context, subject) : lines(text, tokenizer, context, subject);
  if (documents.length > 0) return documents;
  throw new InputError({
    subject,
    rule: 'must hold something to predict',
    hint: 'Write one document a line.',
  });
}

/**
 * The tenth of the distinct lines that training never sees: the first byte of the line's SHA-256, modulo 10, is 0.
 * It is chosen by the line alone, so that one that occurs twice is never in both parts.
 */
export function heldOutLines(text: string): readonly string[] {
  const distinct = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
  return distinct.sort().filter((line) => createHash('sha256').update(line).digest().readUInt8(0) % 10 === 0);
}

function lines(
  text: string,
  tokenizer: CharacterTokenizer,
  context: number,
  subject: string,
): readonly Int32Array[] {
  const boundary = tokenizer.boundary ?? 0;
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line === '') return [];
    const tokens = [boundary, ...encode(line, tokenizer, `${subject}: line ${index + 1}`), boundary];
    return [Int32Array.from(tokens.slice(0, context + 1))];
  });
}

function windows(
  text: string,
  tokenizer: CharacterTokenizer,
  context: number,
  subject: string,
): readonly Int32Array[] {
  const tokens = Int32Array.from(encode(text, tokenizer, subject));
  const count = Math.ceil((tokens.length - 1) / context);
  return Array.from({ length: Math.max(count, 0) }, (_, index) =>
    tokens.slice(index * context, (index + 1) * context + 1),
  );
}

function encode(text: string, { characters, boundary }: CharacterTokenizer, subject: string): number[] {
  const tokens = new Map(characters.map((character, token) => [character, token]));
  if (boundary !== null) tokens.delete('');
  return Array.from(text, (character, column) => {
    const token = tokens.get(character);
    if (token !== undefined) return token;
    throw new InputError({
      subject: `${subject}, character ${column + 1}`,
      rule: 'must be one that the model knows',
      received: character,
      hint: `It knows ${[...tokens.keys()].map((known) => JSON.stringify(known).slice(1, -1)).join('')}`,
    });
  });
}
