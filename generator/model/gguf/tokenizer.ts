import { InputError } from '../../errors.ts';
import type { Tokenizer } from '../integer-model.ts';
import { type LoadOptions, refuseTokenizer } from '../load-options.ts';
import { piecesTokenizer } from '../tokenizer/pieces-tokenizer.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import { textOfBytes } from './byte-reader.ts';
import type { GgufFile } from './gguf-file.ts';
import type { MetadataValue } from './metadata.ts';

/** sentencepiece's sign for a space, by the bytes of its UTF-8. */
const SPACE_SIGN = Buffer.from('▁', 'utf8').toString('latin1');
/** Source: llama.cpp, `llama_token_type`. */
const USER_DEFINED = 4;

/**
 * The tokenizer of a GGUF. One of sentencepiece's pieces is taken. Others, and those with parts that pieces do not say,
 * are not read: then it is the one that the user names, or prompts are token numbers.
 */
export function ggufTokenizer(file: GgufFile, vocabulary: number, options: LoadOptions): Tokenizer {
  const { metadata, path } = file;
  const isRead = isSentencePiece(metadata) && !hasOtherParts(metadata);
  if (isRead) refuseTokenizer(options, path);
  else if (options.tokenizer !== undefined) return readTokenizer(options.tokenizer, vocabulary);
  const begins = metadata.get(key('add_bos_token')) ?? isSentencePiece(metadata);
  const boundary = begins === true ? special(file, 'bos_token_id', vocabulary) : null;
  const stop = special(file, 'eos_token_id', vocabulary);
  if (!isRead) return { kind: 'none', boundary, stop };
  return piecesTokenizer({ ...piecesOf(file), boundary, stop }, vocabulary, path);
}

function key(name: string): string {
  return `tokenizer.ggml.${name}`;
}

function isSentencePiece(metadata: GgufFile['metadata']): boolean {
  return metadata.get(key('model')) === 'llama' && metadata.has(key('tokens'));
}

/** A text without a space in front, or texts that are tokens before anything is merged. */
function hasOtherParts(metadata: GgufFile['metadata']): boolean {
  const types = metadata.get(key('token_type'));
  const userDefined = Array.isArray(types) && types.includes(USER_DEFINED);
  return userDefined || metadata.get(key('add_space_prefix')) === false;
}

function piecesOf({ metadata, path }: GgufFile): { pieces: readonly string[]; scores: readonly number[] } {
  const pieces = list(metadata, 'tokens', isText);
  const scores = list(metadata, 'scores', isNumber);
  for (const [name, entries] of Object.entries({ tokens: pieces, scores })) {
    if (entries !== undefined) continue;
    throw new InputError({
      subject: `${path}: ${key(name)}`,
      rule: `must be a list of ${name === 'tokens' ? 'texts' : 'numbers'}, one a token`,
      received: metadata.get(key(name)),
    });
  }
  return {
    pieces: (pieces ?? []).map((piece) => piece.replaceAll(SPACE_SIGN, ' ')),
    // JSON has no −0, which files have.
    scores: (scores ?? []).map((score) => score + 0),
  };
}

function list<Entry extends MetadataValue>(
  metadata: GgufFile['metadata'],
  name: string,
  isEntry: (value: MetadataValue) => value is Entry,
): readonly Entry[] | undefined {
  const value = metadata.get(key(name));
  return Array.isArray(value) && value.every(isEntry) ? value : undefined;
}

function isText(value: MetadataValue): value is string {
  return typeof value === 'string';
}

function isNumber(value: MetadataValue): value is number {
  return typeof value === 'number';
}

/** A special token, where the file names one. */
function special({ metadata, path }: GgufFile, name: string, vocabulary: number): number | null {
  const token = metadata.get(key(name));
  if (token === undefined) return null;
  if (typeof token === 'number' && Number.isInteger(token) && token >= 0 && token < vocabulary) return token;
  throw new InputError({
    subject: `${path}: ${key(name)}`,
    rule: `must be a token below ${vocabulary}, the vocabulary of the model`,
    received: typeof token === 'string' ? textOfBytes(token) : token,
  });
}
