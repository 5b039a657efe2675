import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileOnce, run, runCli } from '../../testbenches/support/run-cli.ts';
import { packagePath, packageVersion } from '../package-root.ts';
import { boardsResultSchema } from '../schema/boards.ts';
import { doctorResultSchema } from '../schema/doctor.ts';
import { failureSchema } from '../schema/failure.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-cli-'));
  await compileOnce();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('help and version', () => {
  test('--version', async () => {
    expect(await runCli(['--version'])).toEqual({ exitCode: 0, stdout: `${packageVersion()}\n`, stderr: '' });
  });

  test.each([[['--help']], [['help']], [['doctor', '--help']], [['help', 'doctor']]])('%j', async (args) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: fpga-gen /);
  });

  test('without a command it shows the help as an error', async () => {
    const { exitCode, stdout, stderr } = await runCli([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: fpga-gen /);
  });
});

describe('wrong usage ends with exit code 2 and one message', () => {
  test.each([
    [['doctr'], "error: fpga-gen: unknown command 'doctr'\n  did you mean doctor?\n"],
    [['doctor', '--jsn'], "error: fpga-gen doctor: unknown option '--jsn'\n  did you mean --json?\n"],
    [
      ['doctor', 'now'],
      "error: fpga-gen doctor: too many arguments for 'doctor'. Expected 0 arguments but got 1\n  see fpga-gen doctor --help\n",
    ],
  ])('%j', async (args, message) => {
    expect(await runCli(args)).toEqual({ exitCode: 2, stdout: '', stderr: message });
  });

  test('with --json the message is a JSON document on stderr', async () => {
    const { exitCode, stdout, stderr } = await runCli(['doctr', '--json']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(failureSchema.parse(JSON.parse(stderr))).toMatchObject({ error: 'InputError', exit_code: 2 });
  });
});

describe('doctor', () => {
  test('finds what is in the PATH, with its version', async () => {
    const tools = join(folder, 'tools');
    mkdirSync(join(tools, 'yosys'), { recursive: true });
    writeFileSync(join(tools, 'iverilog'), '#!/bin/sh\necho Icarus Verilog version 11.0 "($1)"\n', {
      mode: 0o755,
    });
    writeFileSync(join(tools, 'verilator'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    writeFileSync(join(tools, 'make'), 'not executable', { mode: 0o644 });
    const { exitCode, stdout } = await runCli(['doctor', '--json'], { env: { PATH: tools } });
    expect(exitCode).toBe(0);
    const { node, tools: found } = doctorResultSchema.parse(JSON.parse(stdout));
    expect(node).toBe(process.versions.node);
    expect(found.filter((tool) => tool.found).map(({ name, version }) => [name, version])).toEqual([
      ['iverilog', '11.0'],
      ['verilator', 'unknown'],
    ]);
  });

  test('says how to install what is missing', async () => {
    const { stdout } = await runCli(['doctor'], { env: { PATH: join(folder, 'nowhere') } });
    expect(stdout).toContain(
      'apt-get install iverilog verilator g++ make ccache yosys nextpnr-ice40 fpga-icestorm\n',
    );
  });
});

test('boards lists every board file, for people and as JSON', async () => {
  const names = readdirSync(packagePath('designs', 'boards')).map((file) => file.replace('.yaml', ''));
  const asJson = await runCli(['boards', '--json']);
  const { boards } = boardsResultSchema.parse(JSON.parse(asJson.stdout));
  expect(boards.map(({ name }) => name)).toEqual(names.sort());
  const { exitCode, stdout, stderr } = await runCli(['boards']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.split('\n');
  for (const { name, title } of boards) {
    expect(lines.some((line) => line.startsWith(`${name} `) && line.endsWith(` ${title}`))).toBe(true);
  }
});

test('sim refuses a folder that is no build', async () => {
  const { exitCode, stdout, stderr } = await runCli([
    'sim',
    join(folder, 'nowhere'),
    '--prompt',
    '',
    '--json',
  ]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(failureSchema.parse(JSON.parse(stderr)).message).toContain(join(folder, 'nowhere'));
});

describe('the program itself', () => {
  test('a reader that closes our output early is no failure', async () => {
    const bin = packagePath('bin', 'fpga-gen.js');
    const line = `"${process.execPath}" "${bin}" --help | true; echo "\${PIPESTATUS[0]}"`;
    expect(await run('bash', ['-c', line])).toEqual({ exitCode: 0, stdout: '0\n', stderr: '' });
  });

  test('says what to do when it is not compiled', async () => {
    mkdirSync(join(folder, 'bin'));
    copyFileSync(packagePath('bin', 'fpga-gen.js'), join(folder, 'bin', 'fpga-gen.mjs'));
    const { exitCode, stderr } = await run(process.execPath, [join(folder, 'bin', 'fpga-gen.mjs')]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 70,
      stderr: 'fpga-gen is not compiled yet: run `npm ci`, or `npm run build`, in its folder\n',
    });
  });

  test('loads none of the large libraries before a command needs them', async () => {
    const hook = join(folder, 'hook.mjs');
    const lines = [
      "import { writeSync } from 'node:fs';",
      'export function load(url, context, next) { writeSync(2, url); return next(url, context); }',
    ];
    writeFileSync(hook, lines.join('\n'));
    const register = join(folder, 'register.mjs');
    writeFileSync(
      register,
      `import { register } from 'node:module';\nregister(${JSON.stringify(pathToFileURL(hook).href)});`,
    );
    const { stderr } = await runCli(['--help'], { nodeArguments: ['--import', register] });
    const packages = new Set([...stderr.matchAll(/node_modules\/([^/]+)\//g)].map(([, name]) => name));
    expect([...packages].sort()).toEqual(['commander', 'picocolors']);
  });

  test('starts in less than 0.4 s of processor time', async () => {
    const meter = join(folder, 'meter.mjs');
    const lines = [
      "import { writeSync } from 'node:fs';",
      'const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };',
      "process.on('exit', () => writeSync(2, String(used())));",
    ];
    writeFileSync(meter, lines.join('\n'));
    // Not the time on the wall: other programs may be running.
    const { stderr } = await runCli(['--version'], { nodeArguments: ['--import', meter] });
    expect(Number(stderr)).toBeGreaterThan(0);
    expect(Number(stderr)).toBeLessThan(0.4);
  });
});
