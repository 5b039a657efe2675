import type { Tokenizer, TokenizerKind } from '../integer-model.ts';
import { type FiledKind, tokenizerFileText } from './tokenizer-file.ts';

/** Where a tokenizer lies that is too large for the document that names it. */
export const TOKENIZER_FILE = 'tokenizer.json';

/** Small enough to lie in the document itself. */
export type InlineTokenizer = Tokenizer<Exclude<TokenizerKind, FiledKind>>;

/** The document's entry for one in a file beside it. */
export interface TokenizerReference {
  readonly kind: 'file';
  readonly file: typeof TOKENIZER_FILE;
}

/** What a model.json or design.json says of its tokenizer, and the files that go beside it. */
export interface StoredTokenizer {
  readonly entry: InlineTokenizer | TokenizerReference;
  readonly files: ReadonlyMap<string, string>;
}

export function storedTokenizer(tokenizer: Tokenizer): StoredTokenizer {
  if (isInline(tokenizer)) return { entry: tokenizer, files: new Map() };
  return {
    entry: { kind: 'file', file: TOKENIZER_FILE },
    files: new Map([[TOKENIZER_FILE, tokenizerFileText(tokenizer)]]),
  };
}

function isInline(tokenizer: Tokenizer): tokenizer is InlineTokenizer {
  return tokenizer.kind === 'characters' || tokenizer.kind === 'none';
}
