import { InputError } from '../../errors.ts';
import type { Tokenizer } from '../integer-model.ts';
import { textOfBytes } from './byte-reader.ts';
import type { GgufFile } from './gguf-file.ts';
import type { MetadataValue } from './metadata.ts';

/** sentencepiece's sign for a space, by the bytes of its UTF-8. */
const SPACE_SIGN = Buffer.from('▁', 'utf8').toString('latin1');
/** Source: llama.cpp, `llama_token_type`. */
const USER_DEFINED = 4;

/**
 * The tokenizer of a GGUF. One of sentencepiece's pieces is taken; of others, and of those with parts that the pieces do
 * not say, the model knows only which tokens begin and end a sequence: prompts are token numbers.
 */
export function ggufTokenizer(file: GgufFile, vocabulary: number): Tokenizer {
  const { metadata } = file;
  const begins = metadata.get(key('add_bos_token')) ?? isSentencePiece(metadata);
  const boundary = begins === true ? special(file, 'bos_token_id', vocabulary) : null;
  const stop = special(file, 'eos_token_id', vocabulary);
  if (!isSentencePiece(metadata) || hasOtherParts(metadata)) return { kind: 'none', boundary, stop };
  return { kind: 'pieces', boundary, stop, ...piecesOf(file, vocabulary) };
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

function piecesOf(
  { metadata, path }: GgufFile,
  vocabulary: number,
): { pieces: readonly string[]; scores: readonly number[] } {
  const pieces = list(metadata, 'tokens', isText);
  const scores = list(metadata, 'scores', isScore);
  for (const [name, entries] of Object.entries({ tokens: pieces, scores })) {
    if (entries?.length === vocabulary) continue;
    throw new InputError({
      subject: `${path}: ${key(name)}`,
      rule: `must be a list of ${vocabulary} ${name === 'tokens' ? 'texts' : 'finite numbers'}, one a token`,
      received: entries === undefined ? metadata.get(key(name)) : `${entries.length} entries`,
    });
  }
  return { pieces: (pieces ?? []).map((piece) => piece.replaceAll(SPACE_SIGN, ' ')), scores: scores ?? [] };
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

function isScore(value: MetadataValue): value is number {
  return typeof value === 'number' && Number.isFinite(value);
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
