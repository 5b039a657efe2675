import type { ContentReader } from '../content-reader.ts';
import type { Tokenizer } from '../integer-model.ts';

/** Longest tokenizer that is read: far more than any that is known. */
export const LARGEST_TOKENIZER_BYTES = 64 * 2 ** 20;

/** Reads tokenizers of one kind. */
export interface TokenizerReader extends ContentReader {
  /** @throws InputError for everything that is wrong with the file, also when it does not fit the vocabulary */
  read(path: string, vocabulary: number): Tokenizer;
}
