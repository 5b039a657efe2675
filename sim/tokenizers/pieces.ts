import { InputError } from '../../generator/errors.ts';
import type { PiecesTokenizer } from '../../generator/model/integer-model.ts';
import { mergePieces } from './merge-pieces.ts';
import type { TextCodec } from './text-codec.ts';

/** A text is encoded with a space before it. Source: llama2.c, run.c, `encode` (sentencepiece's add_dummy_prefix). */
const PREFIX = ' ';
/** Token of byte 0: before it come <unk>, <s> and </s>. Source: as above. */
const FIRST_BYTE_TOKEN = 3;
/** A token for a single byte. Source: llama2.c, run.c, `decode`. */
const BYTE_PIECE = /^<0x([0-9A-Fa-f]{2})>$/;

/**
 * Byte pair encoding with scores, as llama2.c's run.c does it: a space in front; each character its piece, or a token a
 * byte where there is none; then, as long as neighbours together are a piece, those of the highest score are merged, the
 * first of equals. Where a piece occurs twice, the lower token counts.
 */
export function piecesCodec({ pieces, scores, boundary, stop = boundary }: PiecesTokenizer): TextCodec {
  const tokens = new Map<string, number>();
  for (const [token, piece] of pieces.entries()) if (!tokens.has(piece)) tokens.set(piece, token);

  const ofCharacter = new Map<string, readonly number[]>();
  const characterTokens = (character: string, subject: string): readonly number[] => {
    const known = ofCharacter.get(character);
    if (known !== undefined) return known;
    const bytes = Buffer.from(character, 'utf8');
    const token = tokens.get(bytes.toString('latin1'));
    const found =
      token === undefined ? [...bytes].map((byte) => byteToken(byte, character, subject)) : [token];
    ofCharacter.set(character, found);
    return found;
  };
  const byteToken = (byte: number, character: string, subject: string): number => {
    const token = byte + FIRST_BYTE_TOKEN;
    if (byteOf(pieces[token] ?? '') === byte) return token;
    throw new InputError({
      subject,
      rule: 'must consist of what the tokenizer has pieces for',
      received: character,
      hint: `It has neither a piece for this character nor a token ${token} for the byte 0x${hexadecimal(byte)}.`,
    });
  };
  const endsSequence = (token: number | undefined): boolean =>
    token !== undefined && (token === boundary || token === stop);

  return {
    linesAreDocuments: false,
    encode: (text, subject) => {
      if (text === '') return [];
      const first: number[] = [];
      for (const character of PREFIX + text) first.push(...characterTokens(character, subject));
      return mergePieces(first, (left, right) => {
        const token = tokens.get(`${pieces[left]}${pieces[right]}`);
        return token === undefined ? undefined : { token, score: scores[token] ?? 0 };
      });
    },
    decode: (generated, before) => {
      const shown = endsSequence(generated.at(-1)) ? generated.slice(0, -1) : generated;
      let previous = before.at(-1);
      const bytes = shown.map((token) => {
        const follows = previous;
        previous = token;
        if (endsSequence(token)) return '\n';
        const piece = pieces[token] ?? '';
        const byte = byteOf(piece);
        if (byte !== undefined) return String.fromCharCode(byte);
        return follows === boundary && piece.startsWith(PREFIX) ? piece.slice(PREFIX.length) : piece;
      });
      return Buffer.from(bytes.join(''), 'latin1').toString('utf8');
    },
  };
}

function byteOf(piece: string): number | undefined {
  const digits = BYTE_PIECE.exec(piece)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function hexadecimal(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
