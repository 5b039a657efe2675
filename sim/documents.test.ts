import { describe, expect, test } from 'vitest';
import { InputError } from '../generator/errors.ts';
import { documentsOfText, heldOutLines } from './documents.ts';

const NAMES = { kind: 'characters', characters: ['a', 'b', ''], boundary: 2 } as const;
const PLAY = { kind: 'characters', characters: ['a', 'b', '\n'], boundary: null } as const;

function tokens(text: string, context: number): readonly (readonly number[])[] {
  return documentsOfText(text, NAMES, context, 'text').map((document) => Array.from(document));
}

describe('with a boundary', () => {
  test('every line is a document, begun and ended by it', () => {
    expect(tokens('ab\r\n\nb\n', 16)).toEqual([
      [2, 0, 1, 2],
      [2, 1, 2],
    ]);
  });

  test('a long line is cut so that its predictions fit the context', () => {
    expect(tokens('aabb', 3)).toEqual([[2, 0, 0, 1]]);
    expect(tokens('aab', 4)).toEqual([[2, 0, 0, 1, 2]]);
  });

  test('an unknown character is named with its place', () => {
    expect(() => tokens('ab\naXb', 16)).toThrow(InputError);
    expect(() => tokens('ab\naXb', 16)).toThrow(
      'text: line 2, character 2 must be one that the model knows, received "X"\n  It knows ab',
    );
  });
});

test('without a boundary the text is cut into windows that overlap by one token', () => {
  const documents = documentsOfText('ab\nba', PLAY, 2, 'text');
  expect(documents.map((document) => Array.from(document))).toEqual([
    [0, 1, 2],
    [2, 1, 0],
  ]);
});

test('of pieces the text is a whole, cut into windows that the boundary begins', () => {
  const pieces = { kind: 'pieces', boundary: 1, pieces: [' ', '', 'a', '\n'], scores: [0, 0, 0, 0] } as const;
  const cut = (text: string, context: number) =>
    documentsOfText(text, pieces, context, 'text').map((document) => Array.from(document));
  expect(cut('aa\na', 3)).toEqual([
    [1, 0, 2],
    [1, 2, 3],
    [1, 2],
  ]);
  expect(cut('a', 1)).toEqual([
    [1, 0],
    [1, 2],
  ]);
  expect(() => cut('', 3)).toThrow('text must hold something to predict');
});

test.each(['', '\n\n'])('the text %j holds nothing to predict', (text) => {
  expect(() => documentsOfText(text, NAMES, 16, 'text')).toThrow('text must hold something to predict');
});

test('one character without a boundary predicts nothing', () => {
  expect(() => documentsOfText('a', PLAY, 16, 'text')).toThrow('text must hold something to predict');
});

test('held-out lines are distinct, sorted, and chosen by their SHA-256', () => {
  const names = [
    'lucy',
    'emma',
    'olivia',
    'ava',
    'sophia',
    'charlotte',
    'mia',
    'amelia',
    'lily',
    'zoe',
    'ruby',
  ];
  // By sha256sum: the digests of these two alone begin with a byte that is a multiple of 10.
  expect(heldOutLines([...names, ' lucy ', ...names, ''].join('\n'))).toEqual(['amelia', 'lucy']);
});
