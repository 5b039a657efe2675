import { createHash } from 'node:crypto';
import { InputError } from '../generator/errors.ts';
import type { Tokenizer } from '../generator/model/integer-model.ts';
import type { TextCodec } from './tokenizers/text-codec.ts';
import { codecOf } from './tokens.ts';

/**
 * A text as token sequences for teacher forcing; the tokens of one but the last predict the next each.
 *
 * Of a tokenizer whose lines are documents, every line that is not empty is one, begun and ended by the boundary token and
 * cut to context + 1 tokens. Otherwise the text is tokenised as a whole and cut into windows: of context tokens, the
 * boundary token in front of each included, or, without one, of context + 1 tokens that overlap by one.
 *
 * @throws InputError for a text that the tokenizer cannot encode, and for one without anything to predict.
 */
export function documentsOfText(
  text: string,
  tokenizer: Tokenizer,
  context: number,
  subject: string,
): readonly Int32Array[] {
  const codec = codecOf(tokenizer);
  const documents = cut(text, codec, tokenizer.boundary, context, subject);
  if (documents.length > 0) return documents;
  throw new InputError({
    subject,
    rule: 'must hold something to predict',
    hint: codec.linesAreDocuments ? 'Write one document a line.' : undefined,
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

function cut(
  text: string,
  codec: TextCodec,
  boundary: number | null,
  context: number,
  subject: string,
): readonly Int32Array[] {
  if (boundary === null) return overlappingWindows(codec.encode(text, subject), context);
  if (codec.linesAreDocuments) return lines(text, codec, boundary, context, subject);
  // A context of one position has room for the boundary token alone, which predicts the token after it.
  return begunWindows(codec.encode(text, subject), boundary, Math.max(context - 1, 1));
}

function lines(
  text: string,
  codec: TextCodec,
  boundary: number,
  context: number,
  subject: string,
): readonly Int32Array[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line === '') return [];
    const tokens = [boundary, ...codec.encode(line, `${subject}: line ${index + 1}`), boundary];
    return [Int32Array.from(tokens.slice(0, context + 1))];
  });
}

function begunWindows(tokens: readonly number[], boundary: number, length: number): readonly Int32Array[] {
  return Array.from({ length: Math.ceil(tokens.length / length) }, (_, index) =>
    Int32Array.from([boundary, ...tokens.slice(index * length, (index + 1) * length)]),
  );
}

function overlappingWindows(tokens: readonly number[], context: number): readonly Int32Array[] {
  const count = Math.ceil((tokens.length - 1) / context);
  return Array.from({ length: Math.max(count, 0) }, (_, index) =>
    Int32Array.from(tokens.slice(index * context, (index + 1) * context + 1)),
  );
}
