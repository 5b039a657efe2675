import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../errors.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import { tokenizerFileText } from '../tokenizer/tokenizer-file.ts';
import { tokenizerBin } from './support/llama2c-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-tokenizer-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function write(content: string | Uint8Array): string {
  const path = join(folder, `${++count}-tokenizer.bin`);
  writeFileSync(path, content);
  return path;
}

function messageOf(content: string | Uint8Array, vocabulary: number): string {
  try {
    readTokenizer(write(content), vocabulary);
  } catch (error) {
    if (error instanceof InputError)
      return error.message.replaceAll(/\/\S*fpga-gen-tokenizer-\w+\/\d+-/g, '');
    throw error;
  }
  return 'accepted';
}

const good = tokenizerBin([
  ['<unk>', 0],
  ['é', 0.1],
  [Buffer.of(0xff, 0x80), -3],
]);

test('bytes that are no UTF-8 survive, in tokenizer.bin and in our own JSON', () => {
  const tokenizer = readTokenizer(write(good), 3);
  expect(tokenizer).toEqual({
    kind: 'pieces',
    boundary: 1,
    pieces: ['<unk>', 'Ã©', '\u00ff\u0080'],
    scores: [0, Math.fround(0.1), -3],
  });
  if (tokenizer.kind !== 'pieces') throw new Error(tokenizer.kind);
  for (const own of [tokenizer, { ...tokenizer, stop: 2 }, { ...tokenizer, boundary: null, stop: null }]) {
    expect(readTokenizer(write(tokenizerFileText(own)), 3)).toEqual(own);
  }
});

describe('refuses', () => {
  const changed = (offset: number, value: number): Buffer => {
    const copy = Buffer.from(good);
    copy.writeInt32LE(value, offset);
    return copy;
  };
  const bin = '\n  Is it a tokenizer.bin of llama2.c, and complete?';
  test.each<[string, Uint8Array, string]>([
    [
      'nothing',
      Buffer.alloc(2),
      `tokenizer.bin must begin with the longest length of a piece, received "less"${bin}`,
    ],
    ['no length', changed(0, 0), `tokenizer.bin: max_token_length must be 1 to 4096, received 0${bin}`],
    [
      'a piece that is longer than the longest',
      changed(8, 6),
      `tokenizer.bin: token 0: length must be 0 to max_token_length, 5, received 6${bin}`,
    ],
    [
      'a negative length',
      changed(8, -1),
      `tokenizer.bin: token 0: length must be 0 to max_token_length, 5, received -1${bin}`,
    ],
    [
      'an end within a piece',
      good.subarray(0, -1),
      `tokenizer.bin: token 2 must have 2 bytes, as its length says, received 1${bin}`,
    ],
    [
      'an end within a score',
      good.subarray(0, -5),
      `tokenizer.bin: token 2 must have 8 bytes of score and length, received 5${bin}`,
    ],
    [
      'a score that is no number',
      changed(4, 0x7fc00000),
      'tokenizer.bin: scores[0] must be a finite number, received NaN\n  The file is damaged.',
    ],
    [
      'a zero byte',
      tokenizerBin([
        ['a', 0],
        ['b\0', 0],
        ['c', 0],
      ]),
      'tokenizer.bin: pieces[1] must hold bytes as characters U+0001 to U+00FF: no zero byte, at which llama2.c would end it, received "b\\u0000"\n  The file is damaged.',
    ],
  ])('%s', (_, bytes, message) => {
    expect(messageOf(bytes, 3)).toBe(message);
  });
});
