import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../testbenches/support/requirements.ts';
import { compileOnce, run } from '../../testbenches/support/run-cli.ts';
import { packagePath, packageVersion } from '../package-root.ts';

/** A project that has installed what `npm pack` makes of this package, and nothing else. */
let project = '';
let installed = '';
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'fpga-gen-package-'));
  installed = join(project, 'node_modules', 'fpga-gen');
  await compileOnce();
  const pack = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', project], {
    cwd: packagePath(),
  });
  expect(pack.exitCode, pack.stderr).toBe(0);
  mkdirSync(installed, { recursive: true });
  const archive = join(project, pack.stdout.trim().split('\n').at(-1) ?? '');
  await run('tar', ['xzf', archive, '--strip-components=1', '-C', installed]);
  for (const name of runtimeDependencies()) {
    const place = join(project, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(packagePath('node_modules', name), place);
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(project, { recursive: true }));

function runtimeDependencies(): readonly string[] {
  const content: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(packagePath('package.json'), 'utf8'),
  );
  return Object.keys(content.dependencies);
}

describe('the package as one installs it', () => {
  test('holds what it needs, and neither sources nor tests', () => {
    const files = readdirSync(installed, { recursive: true }).map(String);
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'bin/fpga-gen.js',
        'dist/generator/cli/main.js',
        'dist/generator/index.d.ts',
        'designs/boards/kv260.yaml',
        'docs/schema/sim.schema.json',
      ]),
    );
    expect(files.some((file) => /^templates\/.*\.hbs$/.test(file))).toBe(true);
    expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\.|dist\/\.|\/support\//.test(file))).toEqual([]);
  });

  test('has a program that runs', async () => {
    const program = join(installed, 'bin', 'fpga-gen.js');
    expect(await run(process.execPath, [program, '--version'], { cwd: project })).toEqual({
      exitCode: 0,
      stdout: `${packageVersion()}\n`,
      stderr: '',
    });
    const boards = await run(process.execPath, [program, 'boards', '--json'], { cwd: project });
    expect(boards).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('has a library with types', async () => {
    const source = `
      import { InputError, loadBoard, type SimResult } from 'fpga-gen';
      const exitCode: 2 = new InputError({ subject: 'a', rule: 'b' }).exitCode;
      const tokens: readonly number[] = [] satisfies SimResult['tokens'];
      console.log(exitCode, tokens.length, loadBoard('kv260').name);`;
    writeFileSync(join(project, 'user.ts'), source);
    const compiler = packagePath('node_modules', 'typescript', 'bin', 'tsc');
    const types = ['--types', 'node', '--typeRoots', packagePath('node_modules', '@types')];
    const options = ['--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', ...types];
    const compiled = await run(process.execPath, [compiler, ...options, 'user.ts'], { cwd: project });
    expect(compiled).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await run(process.execPath, ['user.js'], { cwd: project })).toMatchObject({
      stdout: '2 0 kv260\n',
    });
  });

  test('builds and simulates, and says what is wrong as an error', async () => {
    const source = `
      import { build, InputError, simulate } from 'fpga-gen';
      const model = ${JSON.stringify(join(installed, 'designs', 'microgpt-ternary', 'model.json'))};
      const { resources } = await build({ model, board: 'kv260', output: 'names' });
      const { tokens, cycles } = await simulate({ folder: 'names', prompt: { text: 'ma' }, maxNewTokens: 2 });
      const failure = await build({ model, board: 'kv260', output: 'names' }).catch((error) => error);
      console.log(resources.lut.used > 0, tokens.length, cycles.decode.length, failure instanceof InputError);`;
    writeFileSync(join(project, 'names.js'), source);
    expect(await run(process.execPath, ['names.js'], { cwd: project })).toEqual({
      exitCode: 0,
      stdout: 'true 2 1 true\n',
      stderr: '',
    });
  });
});

describeWith({ tools: ['iverilog'] }, 'the package where Icarus is installed', () => {
  test('verifies what it builds', async () => {
    const source = `
      import { build, verify } from 'fpga-gen';
      const model = ${JSON.stringify(join(installed, 'designs', 'microgpt-ternary', 'model.json'))};
      await build({ model, board: 'kv260', output: 'proof' });
      const { ok, simulators } = await verify({
        folder: 'proof', prompt: { text: '' }, maxNewTokens: 1, simulator: 'icarus',
      });
      console.log(ok, simulators[0].beats_compared > 20);`;
    writeFileSync(join(project, 'proof.js'), source);
    expect(await run(process.execPath, ['proof.js'], { cwd: project })).toEqual({
      exitCode: 0,
      stdout: 'true true\n',
      stderr: '',
    });
  });
});
