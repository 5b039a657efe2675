import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../testbenches/support/run-cli.ts';
import { meaninglessStateDict } from '../../testbenches/support/state-dict.ts';
import { evalResultSchema } from '../schema/eval.ts';

let folder = '';
let model = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-eval-'));
  model = join(folder, 'state.json');
  writeFileSync(model, JSON.stringify(meaninglessStateDict()));
  writeFileSync(join(folder, 'names.txt'), 'emma\nolivia\n');
  writeFileSync(join(folder, 'other.txt'), 'Emma\n');
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'latin1.txt'), Buffer.from([0x65, 0xe9, 0x0a]));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('fpga-gen eval', () => {
  test('prints the published JSON', async () => {
    const { exitCode, stdout, stderr } = await runCli([
      'eval',
      model,
      '--text',
      join(folder, 'names.txt'),
      '--json',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const result = evalResultSchema.parse(JSON.parse(stdout));
    expect(result.tokens).toBe('emma\nolivia\n'.length);
    expect(result.by_step.map(({ step }) => step)).toEqual(expect.arrayContaining(['float', 'integer']));
  });

  test('prints lines for people', async () => {
    const { exitCode, stdout } = await runCli(['eval', model, '--text', join(folder, 'names.txt')]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^tokens {11}12\nperplexity/);
  });

  test.each([
    ['other.txt', /other\.txt: line 1, character 1 must be one that the model knows, received "E"/],
    ['empty.txt', /empty\.txt must hold something to predict/],
    ['latin1.txt', /--text .*latin1\.txt must be text in UTF-8/],
    ['missing.txt', /--text .*missing\.txt cannot be read: it does not exist/],
    ['.', /--text .* cannot be read: it is a folder/],
  ])('refuses %s', async (file, message) => {
    const { exitCode, stdout, stderr } = await runCli(['eval', model, '--text', join(folder, file)]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
