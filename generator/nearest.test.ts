import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, nearestNames } from './nearest.ts';

const boards = ['kv260', 'zcu104', 'u280', 'u50', 'arty-a7-100t', 'de1-soc', 'de10-nano', 'icebreaker'];

describe('nearestNames', () => {
  test.each([
    ['kv206', ['kv260']],
    ['KV260', ['kv260']],
    ['kv26', ['kv260']],
    ['de1_soc', ['de1-soc']],
    ['de1sco', ['de1-soc']],
    ['arty', ['arty-a7-100t']],
    ['u28', ['u280']],
    ['u250', ['u280', 'u50']],
    ['zynq', []],
    ['', []],
  ])('%s → %j', (name, expected) => {
    expect(nearestNames(name, boards)).toEqual(expected);
  });

  test('offers at most three, nearest first and then by name', () => {
    expect(nearestNames('row', ['rows', 'row0', 'tow', 'cow', 'rowing'])).toEqual(['cow', 'row0', 'rows']);
  });

  test('does not spend time on a name that is a page long', () => {
    expect(nearestNames('k'.repeat(1_000_000), boards)).toEqual([]);
  });
});

describe('didYouMean', () => {
  test.each([
    ['kv206', boards, 'did you mean kv260?'],
    ['u250', boards, 'did you mean u280 or u50?'],
    ['row', ['rows', 'cow', 'tow'], 'did you mean cow, rows or tow?'],
    ['nothing-like-it', ['u280', 'u50'], 'known: u280, u50'],
    ['kv260', [], 'none is known'],
  ])('%s of %j: %s', (name, known, expected) => {
    expect(didYouMean(name, known)).toBe(expected);
  });
});

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['ca', 'abc', 3],
  ])('%s to %s is %i', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
  });

  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });

  test('equals the recurrence that defines it', () => {
    const naive = (a: string, b: string): number => {
      if (a === '' || b === '') return a.length + b.length;
      const [shortA, shortB] = [a.slice(0, -1), b.slice(0, -1)];
      const swap = a.length > 1 && a.slice(-2) === [...b.slice(-2)].reverse().join('');
      return Math.min(
        naive(shortA, b) + 1,
        naive(a, shortB) + 1,
        naive(shortA, shortB) + (a.at(-1) === b.at(-1) ? 0 : 1),
        swap ? naive(a.slice(0, -2), b.slice(0, -2)) + 1 : Infinity,
      );
    };
    const short = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
    fc.assert(fc.property(short, short, (a, b) => editDistance(a, b) === naive(a, b)));
  });

  test('is symmetric, and zero for equal names only', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
