import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../generator/errors.ts';
import type { PiecesTokenizer } from '../../generator/model/integer-model.ts';
import { readTokenizer } from '../../generator/model/tokenizer/read-tokenizer.ts';
import { describeWith, sharedPath } from '../../testbenches/support/requirements.ts';
import { codecOf } from '../tokens.ts';

/** llama2.c's special tokens, a token a byte, and some pieces, not all of which can be reached. */
const BYTES = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
const PIECES = [
  '<unk>',
  '\n<s>\n',
  '\n</s>\n',
  ...BYTES,
  ' ',
  'a',
  'b',
  'aa',
  'ab',
  ' a',
  'aab',
  'é',
  'abab',
  'ba',
];
const own: PiecesTokenizer = {
  kind: 'pieces',
  boundary: 1,
  pieces: PIECES.map((piece) => Buffer.from(piece).toString('latin1')),
  scores: PIECES.map((_, token) => [0, 5, 3, 3, 9, 1, 2][token % 7] ?? 0),
};

/** Encodes as run.c is written: the whole text searched for the best pair, again and again. */
function slowly({ pieces, scores }: PiecesTokenizer, text: string): number[] {
  const bytes = Array.from(text === '' ? '' : ` ${text}`, (character) => Buffer.from(character));
  const tokens = bytes.flatMap((character) => {
    const token = pieces.indexOf(character.toString('latin1'));
    return token >= 0 ? [token] : Array.from(character, (byte) => byte + 3);
  });
  for (;;) {
    let [bestScore, bestToken, bestPlace] = [-1e10, -1, -1];
    for (let i = 0; i + 1 < tokens.length; i++) {
      const token = pieces.indexOf(`${pieces[tokens[i] ?? 0]}${pieces[tokens[i + 1] ?? 0]}`);
      const score = scores[token] ?? Number.NEGATIVE_INFINITY;
      if (score > bestScore) [bestScore, bestToken, bestPlace] = [score, token, i];
    }
    if (bestPlace < 0) return tokens;
    tokens.splice(bestPlace, 2, bestToken);
  }
}

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '\n', '日'), maxLength: 40 }),
  fc.string({ unit: 'binary' }),
);

/** The laws of every tokenizer of this kind that has a token a byte. */
function laws(tokenizer: PiecesTokenizer): void {
  const codec = codecOf(tokenizer);

  test('encoding is that of run.c', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(codec.encode(given, 'prompt')).toEqual(slowly(tokenizer, given));
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  test('decoding gives the text again', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(codec.decode(codec.encode(given, 'prompt'), [1])).toBe(given);
      }),
      { numRuns: 500, seed: 4 },
    );
  });
}

describe('pieces', () => {
  const codec = codecOf(own);
  laws(own);

  test('the space in front goes only behind the boundary token, and that ends the text', () => {
    const a = codec.encode('a', 'prompt');
    expect(codec.decode(a, [1])).toBe('a');
    expect(codec.decode(a, [1, 5])).toBe(' a');
    expect(codec.decode([...a, 1], [1])).toBe('a');
    expect(codec.decode([...a, 1, ...a], [1])).toBe('a\na');
  });

  test('a stop token ends the text in the place of the boundary', () => {
    expect(codecOf({ ...own, stop: 2 }).decode([260, 2], [260])).toBe('a');
  });

  test('a character without a piece needs tokens for its bytes', () => {
    const few = codecOf({ ...own, pieces: own.pieces.slice(0, 100), scores: own.scores.slice(0, 100) });
    expect(() => few.encode('é', 'prompt')).toThrow(InputError);
    expect(() => few.encode('é', 'prompt')).toThrow(
      'prompt must consist of what the tokenizer has pieces for, received "é"\n' +
        '  It has neither a piece for this character nor a token 198 for the byte 0xC3.',
    );
  });

  test('a book is encoded in seconds, which searching it for every merge would not be', {
    timeout: 20_000,
  }, () => {
    expect(codec.encode('ab aab é '.repeat(5000), 'text').length).toBeGreaterThan(10_000);
  });
});

test('without a tokenizer there is no text', () => {
  const none = codecOf({ kind: 'none', boundary: 1 });
  expect([none.encode('', 'prompt'), none.decode([3], [1])]).toEqual([[], '']);
  expect(() => none.encode('Once', 'prompt')).toThrow(
    'prompt must be token numbers, because the model came without its tokenizer\n' +
      '  Name the tokenizer with --tokenizer where the model is built or judged; a prompt may be given as --prompt-tokens.',
  );
});

describeWith({ shared: 'stories260K/tok512.bin' }, 'the tokenizer of stories260K', () => {
  const tokenizer = readTokenizer(sharedPath('stories260K/tok512.bin'), 512);
  if (tokenizer.kind !== 'pieces') throw new Error(tokenizer.kind);
  laws(tokenizer);

  // By a C program of its own that follows run.c's `encode`.
  test.each<[string, readonly number[]]>([
    ['Once upon a time', [403, 407, 261, 378]],
    ['', []],
    [' ', [410, 410]],
    ['  two spaces', [410, 410, 259, 424, 414, 262, 427, 412, 331, 419]],
    [
      'Größe — naïve 日本 😀',
      [410, 463, 420, 198, 185, 198, 162, 411, 410, 481, 297, 412, 198, 178, 360, 410].concat([
        ...[233, 154, 168, 233, 159, 175, 410, 243, 162, 155, 131],
      ]),
    ],
    [
      'Lily saw a big, red ball.\n"Hi!" said Tom.',
      [317, 394, 261, 370, 432, 352, 266, 268, 388, 426, 13, 436, 440, 417, 443, 436, 336, 274, 287, 426],
    ],
    ['aaaaaaaaaa', [261, 412, 412, 412, 412, 412, 412, 412, 412, 412]],
    ['<0x41>', [410, 504, 477, 444, 484, 475, 505]],
    ['the the  the', [265, 265, 410, 265]],
    ['<s></s>', [410, 504, 419, 505, 504, 492, 419, 505]],
  ])('%j', (given, tokens) => {
    expect(codecOf(tokenizer).encode(given, 'prompt')).toEqual(tokens);
  });
});
