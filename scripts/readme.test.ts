import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packagePath } from '../generator/package-root.ts';
import { runCli } from '../testbenches/support/run-cli.ts';

const readme = readFileSync(packagePath('README.md'), 'utf8');

/** Every `npx fpga-gen …` of the README, in its order. */
const commands = [...readme.matchAll(/npx fpga-gen ([^\n`]+)/g)].map(([, words]) => words ?? '');

describe('every command of the README works', () => {
  test('there are some', () => expect(commands.length).toBeGreaterThan(5));

  test.each(commands)('fpga-gen %s', { timeout: 600_000 }, async (line) => {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const { exitCode, stderr } = await runCli(words);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});

describe('the npm scripts that the README names exist', () => {
  const scripts: unknown = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
  test.each(named)('%s', (name) => {
    expect(scripts).toHaveProperty(['scripts', name]);
  });
});
