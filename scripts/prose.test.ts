import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packagePath } from '../generator/package-root.ts';

/** Longest line of prose, in characters. Code, tables and the addresses of links are not prose. */
const LONGEST = 120;

/** Words that a reader has to look at twice, and what an engineer says instead. */
const PLAINER: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bbehind\b/i, 'after'],
  [/\brigid\b/i, 'valid-only'],
  [/\bhappenings?\b/i, 'event'],
];

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(packagePath('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

interface Line {
  readonly number: number;
  readonly text: string;
}

/** Lines outside of code blocks (fenced, or indented by four spaces after an empty line). */
function withoutCode(markdown: string): readonly Line[] {
  let fenced = false;
  let indented = false;
  let before = '';
  return markdown.split('\n').flatMap((text, index) => {
    const fence = text.trimStart().startsWith('```');
    if (fence) fenced = !fenced;
    indented = /^ {4}/.test(text) ? indented || before === '' : indented && text === '';
    before = text;
    return fence || fenced || indented ? [] : [{ number: index + 1, text }];
  });
}

describe.each(pages)('%s', (page) => {
  const lines = withoutCode(readFileSync(packagePath(page), 'utf8'));

  test(`lines of prose have at most ${LONGEST} characters`, () => {
    const long = lines
      .filter(({ text }) => !text.startsWith('|'))
      .map(({ number, text }) => ({ number, characters: [...text.replace(/\]\([^)]*\)/g, ']')].length }))
      .filter(({ characters }) => characters > LONGEST);
    expect(long).toEqual([]);
  });

  test('says it in plain words', () => {
    const found = lines.flatMap(({ number, text }) =>
      PLAINER.filter(([word]) => word.test(text)).map(
        ([word, plainer]) => `${page}:${number}: ${word.source} → ${plainer}`,
      ),
    );
    expect(found).toEqual([]);
  });
});
