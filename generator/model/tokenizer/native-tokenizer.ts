import { dirname, join } from 'node:path';
import { characterTokenizer } from '../character-tokenizer.ts';
import type { Tokenizer } from '../integer-model.ts';
import type { LoadOptions } from '../load-options.ts';
import type { ModelFile } from '../model-file.ts';
import { readTokenizer } from './read-tokenizer.ts';
import { checkSpecialTokens } from './special-tokens.ts';
import { tokenizerFileReader } from './tokenizer-file.ts';

type Entry = ModelFile['tokenizer'];

/** What makes a checked tokenizer of a model.json's entry: one line a kind. */
const KINDS: {
  readonly [Kind in Entry['kind']]: (
    entry: Extract<Entry, { kind: Kind }>,
    path: string,
    vocabulary: number,
    options: LoadOptions,
  ) => Tokenizer;
} = {
  characters: ({ characters, boundary }, path, vocabulary) =>
    characterTokenizer(characters, boundary, vocabulary, {
      characters: `${path}: tokenizer.characters`,
      boundary: `${path}: tokenizer.boundary`,
    }),
  none: ({ boundary, stop }, path, vocabulary, options) => {
    if (options.tokenizer !== undefined) return readTokenizer(options.tokenizer, vocabulary);
    const special = stop === undefined ? { boundary } : { boundary, stop };
    checkSpecialTokens(special, vocabulary, `${path}: tokenizer`);
    return { kind: 'none', ...special };
  },
  file: ({ file }, path, vocabulary) => tokenizerFileReader.read(join(dirname(path), file), vocabulary),
};

/** The tokenizer of a model.json at `path`. @throws InputError when it does not fit the vocabulary */
export function nativeTokenizer<Kind extends Entry['kind']>(
  entry: { [K in Kind]: Extract<Entry, { kind: K }> & { readonly kind: K } }[Kind],
  path: string,
  vocabulary: number,
  options: LoadOptions,
): Tokenizer {
  return KINDS[entry.kind](entry, path, vocabulary, options);
}
