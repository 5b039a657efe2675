import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../errors.ts';
import { packagePath } from '../../package-root.ts';
import { readTokenizer } from './read-tokenizer.ts';
import { tokenizerFileJsonSchema } from './tokenizer-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-tokenizer-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function write(content: string | Uint8Array): string {
  const path = join(folder, `${++count}-tokenizer.json`);
  writeFileSync(path, content);
  return path;
}

function messageOf(content: string | Uint8Array, vocabulary: number): string {
  try {
    readTokenizer(write(content), vocabulary);
  } catch (error) {
    if (error instanceof InputError)
      return error.message.replaceAll(/\/\S*fpga-gen-tokenizer-file-\w+\/\d+-/g, '');
    throw error;
  }
  return 'accepted';
}

test('docs/schema/tokenizer.schema.json is current (renew: npm run schemas)', async () => {
  const content = `${JSON.stringify(tokenizerFileJsonSchema(), null, 2)}\n`;
  await expect(content).toMatchFileSnapshot(packagePath('docs', 'schema', 'tokenizer.schema.json'));
});

describe('refuses', () => {
  const own = {
    format: 'fpga-gen-tokenizer',
    version: 1,
    kind: 'pieces',
    boundary: 0,
    pieces: ['', 'a'],
    scores: [0, 0],
  };
  test.each<[string, object, string]>([
    [
      'another kind',
      { ...own, kind: 'words' },
      'tokenizer.json: kind must name a kind that is known: pieces or huggingface, received "words"',
    ],
    [
      'too few scores',
      { ...own, scores: [1] },
      "tokenizer.json: scores must be as many as the model's vocabulary has tokens, 2, received 1",
    ],
    [
      'a boundary beyond',
      { ...own, boundary: 2 },
      'tokenizer.json: boundary must be a token, 0 to 1, received 2',
    ],
    ['a stop token beyond', { ...own, stop: 7 }, 'tokenizer.json: stop must be a token, 0 to 1, received 7'],
    [
      'a character that is no byte',
      { ...own, pieces: ['', '日'] },
      'tokenizer.json: pieces[1] must hold bytes',
    ],
    [
      'a misspelt key',
      { ...own, score: [] },
      'tokenizer.json: unknown key, received "score"\n  did you mean scores?',
    ],
  ])('%s', (_, document, message) => {
    expect(messageOf(JSON.stringify(document), 2)).toContain(message);
  });
});
