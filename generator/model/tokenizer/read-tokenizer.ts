import { readerOf } from '../content-reader.ts';
import { huggingFaceTokenizerReader } from '../hugging-face/tokenizer.ts';
import type { Tokenizer } from '../integer-model.ts';
import { tokenizerBinReader } from '../llama2c/tokenizer-bin.ts';
import { tokenizerFileReader } from './tokenizer-file.ts';
import type { TokenizerReader } from './tokenizer-reader.ts';

/** All kinds of tokenizers that are read, in the order in which they are tried. */
const READERS: readonly TokenizerReader[] = [
  tokenizerFileReader,
  huggingFaceTokenizerReader,
  tokenizerBinReader,
];

/** The tokenizer in a file of any kind that is known. @throws InputError when it is damaged or does not fit the vocabulary */
export function readTokenizer(path: string, vocabulary: number): Tokenizer {
  return readerOf(READERS, path, `tokenizer ${path}`).read(path, vocabulary);
}
