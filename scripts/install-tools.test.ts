import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findExecutable } from '../generator/find-executable.ts';
import { packagePath } from '../generator/package-root.ts';
import { type CliRun, run } from '../testbenches/support/run-cli.ts';

/** The script runs with a PATH of its own, in which apt-get, sudo and id are what each test makes of them. */
let path = '';
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'fpga-gen-tools-'));
  for (const name of ['bash', 'env', 'touch', 'chmod'])
    symlinkSync(findExecutable(name) ?? '', join(path, name));
  program('id', 'echo 0');
});
afterEach(() => rmSync(path, { recursive: true }));

const allTools = ['iverilog', 'verilator', 'g++', 'make', 'ccache', 'yosys', 'nextpnr-ice40', 'icepack'];

function program(name: string, script: string): void {
  const file = join(path, name);
  writeFileSync(file, `#!${join(path, 'bash')}\n${script}\n`);
  chmodSync(file, 0o755);
}

/** An apt-get that writes down how it was called, and on `install` does what `install` says. */
function aptGet(install: string): void {
  program('apt-get', `echo "$*" >> ${path}/calls\nif [[ "$*" == *install* ]]; then ${install}; fi`);
}

const installing = allTools.map((tool) => `touch ${tool}; chmod +x ${tool}`).join('; ');

function installTools(required?: string): Promise<CliRun> {
  const env = { PATH: path, FPGA_GEN_REQUIRE_TOOLS: required };
  return run(join(path, 'bash'), [packagePath('scripts', 'install-tools.sh')], { cwd: path, env });
}

test('is silent when all is there', async () => {
  for (const tool of allTools) program(tool, '');
  expect(await installTools('1')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test('installs what is missing, and that only, without a question', async () => {
  aptGet(installing);
  program('yosys', '');
  program('make', '');
  expect(await installTools('1')).toMatchObject({ exitCode: 0, stdout: '' });
  expect(readFileSync(join(path, 'calls'), 'utf8')).toBe(
    '-q -y -o DPkg::Lock::Timeout=300 update\n' +
      '-q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends iverilog verilator g++ ccache nextpnr-ice40 fpga-icestorm\n',
  );
  expect(await installTools('1')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test('a list of packages that cannot be renewed does not stop it', async () => {
  aptGet(installing);
  program('real-apt-get', readFileSync(join(path, 'apt-get'), 'utf8'));
  program('apt-get', `if [[ "$*" == *update* ]]; then exit 100; fi; exec ${path}/real-apt-get "$@"`);
  expect(await installTools('1')).toMatchObject({ exitCode: 0 });
});

test('uses a sudo that asks for no password', async () => {
  aptGet(installing);
  program('id', 'echo 1000');
  program('sudo', '[[ "$1" == -n ]] && shift && { [[ "$1" == true ]] || exec "$@"; }');
  expect(await installTools('1')).toMatchObject({ exitCode: 0 });
});

const obstacles: Readonly<Record<string, readonly [string, () => void]>> = {
  'no apt-get': ['This system has no apt-get.', () => undefined],
  'neither root nor sudo': [
    'Neither root nor a sudo without a password.',
    () => {
      aptGet(installing);
      program('id', 'echo 1000');
    },
  ],
  'a sudo that asks for a password': [
    'Neither root nor a sudo without a password.',
    () => {
      aptGet(installing);
      program('id', 'echo 1000');
      program('sudo', 'exit 1');
    },
  ],
  'an apt-get that fails': ['apt-get install failed; its messages are above.', () => aptGet('exit 100')],
  'an apt-get that installs nothing': [
    'apt-get succeeded, but they are still not in the PATH.',
    () => aptGet('true'),
  ],
};

test.each(Object.entries(obstacles))('is loud about %s', async (_, [complaint, make]) => {
  make();
  const lenient = await installTools();
  expect(lenient).toMatchObject({ exitCode: 0, stdout: '' });
  expect(lenient.stderr).toContain(`*** ${complaint}\n`);
  expect(lenient.stderr).toContain('*** EDA tools are missing: iverilog verilator');
  expect(lenient.stderr).toContain('*** The tests that need them will be skipped.');
  const strict = await installTools('1');
  expect(strict.exitCode).toBe(1);
  expect(strict.stderr).toContain(complaint);
  expect(existsSync(join(path, 'iverilog'))).toBe(false);
});
