import { InputError } from '../../errors.ts';
import type { Tokenizer } from '../integer-model.ts';
import { readModelFile } from '../read-json.ts';
import { LARGEST } from '../size-limits.ts';
import { piecesTokenizer } from '../tokenizer/pieces-tokenizer.ts';
import { LARGEST_TOKENIZER_BYTES, type TokenizerReader } from '../tokenizer/tokenizer-reader.ts';
import { boundaryOf } from './special-tokens.ts';

/** Longest piece that is read, in bytes. */
const LONGEST_PIECE = 4096;
/** Bytes of the longest piece's length, and of score and length of each piece. Source: llama2.c, tokenizer.py, `export`. */
const PREFIX_BYTES = 4;
const ENTRY_BYTES = 8;

/** llama2.c's tokenizer.bin: the longest piece's length, then of each token float32 score, int32 length and bytes. */
export const tokenizerBinReader: TokenizerReader = {
  name: 'a tokenizer.bin of llama2.c',
  extensions: ['.bin'],
  recognises: (_, head) => {
    if (head === null || head.length < PREFIX_BYTES) return false;
    const longest = new DataView(head.buffer, head.byteOffset).getInt32(0, true);
    return longest >= 1 && longest <= LONGEST_PIECE;
  },
  read: readTokenizerBin,
};

function readTokenizerBin(path: string, vocabulary: number): Tokenizer {
  const bytes = readModelFile(path, path, LARGEST_TOKENIZER_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX_BYTES)
    throw refusal(path, 'must begin with the longest length of a piece', 'less');
  const longest = view.getInt32(0, true);
  if (!(longest >= 1 && longest <= LONGEST_PIECE)) {
    throw refusal(`${path}: max_token_length`, `must be 1 to ${LONGEST_PIECE}`, longest);
  }
  const pieces: string[] = [];
  const scores: number[] = [];
  for (let offset = PREFIX_BYTES; offset < bytes.length; ) {
    const subject = `${path}: token ${pieces.length}`;
    if (pieces.length === LARGEST.vocabulary) {
      throw refusal(path, `must have at most ${LARGEST.vocabulary} tokens`, 'more');
    }
    if (offset + ENTRY_BYTES > bytes.length) {
      throw refusal(subject, `must have ${ENTRY_BYTES} bytes of score and length`, bytes.length - offset);
    }
    const length = view.getInt32(offset + 4, true);
    if (!(length >= 0 && length <= longest)) {
      throw refusal(`${subject}: length`, `must be 0 to max_token_length, ${longest}`, length);
    }
    // JSON has no −0, and no score is compared by its sign alone.
    scores.push(view.getFloat32(offset, true) + 0);
    offset += ENTRY_BYTES;
    if (offset + length > bytes.length) {
      throw refusal(subject, `must have ${length} bytes, as its length says`, bytes.length - offset);
    }
    pieces.push(Buffer.from(bytes.subarray(offset, offset + length)).toString('latin1'));
    offset += length;
  }
  return piecesTokenizer({ pieces, scores, boundary: boundaryOf(vocabulary) }, vocabulary, path);
}

function refusal(subject: string, rule: string, received: unknown): InputError {
  return new InputError({
    subject,
    rule,
    received,
    hint: 'Is it a tokenizer.bin of llama2.c, and complete?',
  });
}
