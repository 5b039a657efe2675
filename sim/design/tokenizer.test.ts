import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tokenizer } from '../../generator/model/integer-model.ts';
import { storedTokenizer } from '../../generator/model/tokenizer/stored-tokenizer.ts';
import { codecOf, stopToken } from '../tokens.ts';
import { designTokenizer } from './tokenizer.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-design-tokenizer-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the simulator reads of an entry of design.json, through JSON as it is in a folder. */
function read(entry: unknown, vocabulary: number): Tokenizer {
  const design = JSON.parse(JSON.stringify({ tokenizer: entry, shape: { vocabulary } }));
  return designTokenizer(design, 'D', (path) => readFileSync(join(folder, path), 'utf8'));
}

const CHARACTERS: Tokenizer = { kind: 'characters', characters: ['a', ''], boundary: 1 };
const NONE: Tokenizer = { kind: 'none', boundary: null };
const PIECES: Tokenizer = {
  kind: 'pieces',
  boundary: 1,
  stop: 0,
  pieces: ['\u00ff', ' ', 'a'],
  scores: [0, -1, 0.5],
};

test.each<[string, Tokenizer, readonly string[]]>([
  ['characters', CHARACTERS, []],
  ['no tokenizer', NONE, []],
  ['pieces', PIECES, ['tokenizer.json']],
])('%s come out of a build folder as they went in', (_, tokenizer, names) => {
  const { entry, files } = storedTokenizer(tokenizer);
  expect([...files.keys()]).toEqual(names);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const found = read(entry, 'characters' in tokenizer ? 2 : 3);
  expect(found).toMatchObject(tokenizer);
  expect(codecOf(found).decode([2], [0])).toBe(codecOf(tokenizer).decode([2], [0]));
});

test('the boundary ends a sequence, unless another token does, or none', () => {
  expect(stopToken(CHARACTERS)).toBe(1);
  expect(stopToken(PIECES)).toBe(0);
  expect(stopToken({ ...NONE, boundary: 1, stop: null })).toBe(null);
});

describe('refuses', () => {
  const hint = '\n  Write the folder anew with `fpga-gen build`.';
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'D/design.json: tokenizer must be a tokenizer of a known kind'],
    [
      'another kind',
      { kind: 'words', boundary: 0 },
      'D/design.json: tokenizer must be a tokenizer of a known kind',
    ],
    ['no boundary', { kind: 'none' }, 'D/design.json: tokenizer must be a tokenizer of a known kind'],
    [
      'a path',
      { kind: 'file', file: '../x' },
      'D/design.json: tokenizer.file must be tokenizer.json, received "../x"',
    ],
    [
      'another length',
      { ...CHARACTERS, characters: ['a'] },
      'D/design.json: tokenizer: characters must be a list of 2 entries, received ["a"]',
    ],
  ])('%s', (_, entry, message) => {
    expect(() => read(entry, 2)).toThrow(message);
    expect(() => read(entry, 2)).toThrow(hint);
  });

  test('a tokenizer.json that is no JSON', () => {
    writeFileSync(join(folder, 'tokenizer.json'), '{');
    expect(() => read({ kind: 'file', file: 'tokenizer.json' }, 2)).toThrow(
      'D/tokenizer.json must be a tokenizer of a known kind',
    );
  });
});
