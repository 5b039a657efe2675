import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

test('every record of decisions.md has a date, context, decision and consequence, in ten lines at most', () => {
  const [, ...records] = readFileSync(packagePath('docs', 'decisions.md'), 'utf8').split(/^## /m);
  const form =
    /^\d{4}-\d{2}-\d{2}: .+\n\n\* \*\*Context:\*\* .+\* \*\*Decision:\*\* .+\* \*\*Consequence:\*\* .+$/s;
  const wrong = records.filter((record) => !form.test(record) || record.trim().split('\n').length > 10);
  expect(records.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});

describe('architecture.md', () => {
  const text = readFileSync(packagePath('docs', 'architecture.md'), 'utf8');
  const paths = [...text.matchAll(/`((?:generator|sim|templates|testbenches|scripts|designs)\/[^`]*)`/g)].map(
    ([, path]) => path ?? '',
  );

  test.each([...new Set(paths)])('%s exists', (path) => {
    expect(existsSync(packagePath(...path.replaceAll('NAME', 'rope').split('/')))).toBe(true);
  });

  test.each(readdirSync(packagePath('templates', 'units')))('names the unit %s', (unit) => {
    expect(text).toContain(`\`${unit}\``);
  });
});
