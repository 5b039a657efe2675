import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packagePath } from '../../generator/package-root.ts';
import { type CliRun, run } from './run-cli.ts';

/** describeWith is tried in a vitest of its own, because its result is what that vitest reports. */
const suite = `
  import { expect, test } from 'vitest';
  import { describeWith, sharedPath } from ${JSON.stringify(packagePath('testbenches/support/requirements.ts'))};
  describeWith({ tools: ['node'], shared: 'here.txt' }, 'has all', () => {
    test('runs', () => expect(sharedPath('here.txt')).toContain('here.txt'));
  });
  describeWith({ tools: ['no-such-tool'] }, 'lacks a tool', () => { throw new Error('must not be called'); });
  describeWith({ shared: ['here.txt', 'no-such-file'] }, 'lacks a file', () => { throw new Error('must not be called'); });
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-requirements-'));
  writeFileSync(join(folder, 'suite.test.ts'), suite);
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models', 'here.txt'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

function runSuite(env: Readonly<Record<string, string | undefined>>): Promise<CliRun> {
  const vitest = packagePath('node_modules', 'vitest', 'vitest.mjs');
  const none = { FPGA_GEN_REQUIRE_TOOLS: undefined, FPGA_GEN_REQUIRE_SHARED: undefined };
  return run(process.execPath, [vitest, 'run', '--root', folder], {
    cwd: packagePath(),
    env: { ...none, FPGA_GEN_SHARED: folder, ...env },
  });
}

describe('describeWith', () => {
  test('runs what has all it needs, and skips the rest loudly', async () => {
    const { exitCode, stdout, stderr } = await runSuite({});
    expect(exitCode).toBe(0);
    expect(stderr).toContain('SKIPPED: "lacks a tool" needs the program no-such-tool');
    expect(stderr).toContain(
      `SKIPPED: "lacks a file" needs the file ${join(folder, 'models', 'no-such-file')}`,
    );
    expect(stdout).toMatch(/1 passed \| 2 skipped/);
  });

  test.each([
    ['FPGA_GEN_REQUIRE_TOOLS', 'needs the program no-such-tool, which this run demands'],
    ['FPGA_GEN_REQUIRE_SHARED', 'no-such-file, which this run demands'],
  ])('fails instead when %s=1', async (variable, complaint) => {
    const { exitCode, stdout, stderr } = await runSuite({ [variable]: '1' });
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain(complaint);
    expect(stdout).toMatch(/1 failed \| 1 passed \| 1 skipped/);
  });
});
