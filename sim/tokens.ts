import type { Tokenizer, TokenizerKind } from '../generator/model/integer-model.ts';
import { characterCodec } from './tokenizers/characters.ts';
import { huggingFaceCodec } from './tokenizers/hugging-face.ts';
import { noCodec } from './tokenizers/none.ts';
import { piecesCodec } from './tokenizers/pieces.ts';
import type { TextCodec } from './tokenizers/text-codec.ts';

/** Every kind of tokenizer and how its texts are encoded: one line a kind. */
const CODECS: { readonly [Kind in TokenizerKind]: (tokenizer: Tokenizer<Kind>) => TextCodec } = {
  characters: characterCodec,
  none: noCodec,
  pieces: piecesCodec,
  huggingface: huggingFaceCodec,
};

/** Whether this simulator knows tokenizers of the kind. */
export function isTokenizerKind(kind: unknown): kind is TokenizerKind {
  return typeof kind === 'string' && Object.hasOwn(CODECS, kind);
}

export function codecOf<Kind extends TokenizerKind>(tokenizer: Tokenizer<Kind>): TextCodec {
  return CODECS[tokenizer.kind](tokenizer);
}

/** The token that ends a sequence once it is generated; null: none does. */
export function stopToken({ boundary, stop = boundary }: Tokenizer): number | null {
  return stop;
}
