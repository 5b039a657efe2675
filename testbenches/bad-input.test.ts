import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../generator/design/manifest-file.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../generator/model/safetensors.ts';
import { packagePath } from '../generator/package-root.ts';
import { describeWith } from './support/requirements.ts';
import { type CliRun, run, runCli } from './support/run-cli.ts';

/**
 * What people get wrong, through the real command line: one message that names what is wrong, the exit code that the
 * interface promises, and not a byte changed on disk.
 */

let folder = '';
/** A build that every test may spoil: it is as built before each. */
const BUILD = 'build';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-bad-'));
  const model = packagePath('designs', 'microgpt-ternary');
  cpSync(model, at('model'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
  const { exitCode } = await runCli(['build', 'model', '--board', 'kv260', '-o', 'as-built'], {
    cwd: folder,
  });
  expect(exitCode).toBe(0);
});
beforeEach(() => {
  rmSync(at(BUILD), { recursive: true, force: true });
  cpSync(at('as-built'), at(BUILD), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function at(...names: string[]): string {
  return join(folder, ...names);
}

/** Every file with its hash. */
function contents(): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${path} ${entry.isFile() ? sha256(readFileSync(path)) : ''}`;
    })
    .sort();
}

/** Runs a command that must be refused; returns its one message. */
async function refusal(args: readonly string[], exitCode: number): Promise<string> {
  const before = contents();
  const { stdout, stderr, ...ended } = await runCli(args, { cwd: folder });
  expect({ ...ended, stdout, stderr }).toMatchObject({ exitCode, stdout: '' });
  expect(stderr.match(/^error: /gm)).toHaveLength(1);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(contents()).toEqual(before);
  return stderr.slice('error: '.length);
}

const build = (...rest: string[]): string[] => ['build', 'model', '--board', 'kv260', '-o', 'out', ...rest];

interface NativeModel {
  name: string;
  architecture: Record<string, unknown>;
  weights: Record<string, unknown>;
  tokenizer: { characters: string[] };
}

let models = 0;

/** A copy of the model with its document or its tensors changed; returns its folder's name. */
function modelWith(
  change: (document: NativeModel) => void,
  tensorsOf: (tensors: readonly Tensor[]) => readonly Tensor[] = (tensors) => tensors,
): string {
  const name = `model-${++models}`;
  cpSync(at('model'), at(name), { recursive: true });
  const document: NativeModel = JSON.parse(readFileSync(at(name, 'model.json'), 'utf8'));
  change(document);
  writeFileSync(at(name, 'model.json'), JSON.stringify(document));
  const weights = at(name, 'weights.safetensors');
  writeFileSync(weights, writeSafetensors(tensorsOf(readSafetensors(readFileSync(weights), 'weights'))));
  return name;
}

const unchanged = (): void => undefined;

/** The tensor `name` with its first value, or its shape, made wrong. */
const spoilt =
  (name: string, value: number | null) =>
  (tensors: readonly Tensor[]): readonly Tensor[] =>
    tensors.map((tensor) => {
      if (tensor.name !== name) return tensor;
      if (value === null) return { ...tensor, shape: [...tensor.shape].reverse() };
      return { ...tensor, values: tensor.values.with(0, value) };
    });

describe('boards', () => {
  test('an unknown name gets the nearest ones', async () => {
    const message = await refusal(['build', 'model', '--board', 'kv206', '-o', 'out'], 2);
    expect(message).toMatch(/^board must be a known name .* received "kv206"\n {2}did you mean kv260\?\n$/);
  });

  test.each<[string, (yaml: string) => string, RegExp]>([
    ['no YAML', () => 'name: [', /^mine\.yaml: line 1, column 8 is not YAML: /],
    [
      'a wrong value',
      (yaml) => yaml.replace(/count: \d+/, 'count: -3'),
      /^mine\.yaml: resources\.\w+\.count must not be negative, received -3\n/,
    ],
    ['a missing key', (yaml) => yaml.replace(/^family:.*\n/m, ''), /^mine\.yaml: family is missing\n/],
    ['a misspelt key', (yaml) => yaml.replace(/^title:/m, 'titel:'), /^mine\.yaml: title is missing\n/],
  ])('a file with %s', async (_what, change, message) => {
    const yaml = readFileSync(packagePath('designs', 'boards', 'kv260.yaml'), 'utf8');
    writeFileSync(at('mine.yaml'), change(yaml));
    expect(await refusal(['build', 'model', '--board', 'mine.yaml', '-o', 'out'], 2)).toMatch(message);
  });
});

describe('models', () => {
  test.each<[string, () => string, RegExp]>([
    ['nothing there', () => 'nowhere.json', /^model nowhere\.json cannot be read: it does not exist\n/],
    [
      'a wrong size',
      () => modelWith(({ architecture }) => Object.assign(architecture, { heads: 5 })),
      /model\.json: architecture\.width must be a multiple of heads, 5, received 16\n/,
    ],
    [
      'a misspelt key',
      () => modelWith(({ architecture }) => Object.assign(architecture, { hedas: 4 })),
      /model\.json: architecture: unknown key, received "hedas"\n {2}did you mean heads\?\n/,
    ],
    [
      'weights elsewhere',
      () => modelWith(({ weights }) => Object.assign(weights, { file: '../model/weights.safetensors' })),
      /model\.json: weights\.file must be the name of a file beside model\.json/,
    ],
    [
      'no weights file',
      () => modelWith(({ weights }) => Object.assign(weights, { file: 'gone.safetensors' })),
      /gone\.safetensors cannot be read: it does not exist\n/,
    ],
    [
      'a tensor of another shape',
      () => modelWith(unchanged, spoilt('wte', null)),
      /weights\.safetensors: tensor wte must have the shape \[27, 16\], received \[16,27\]\n/,
    ],
    [
      'a tensor too few',
      () => modelWith(unchanged, (tensors) => tensors.filter(({ name }) => name !== 'lm_head')),
      /weights\.safetensors: tensors are missing: lm_head/,
    ],
    [
      'a NaN',
      () => modelWith(unchanged, spoilt('layer0.attn_wq', Number.NaN)),
      /tensor layer0\.attn_wq\[0\]\[0\] must be a finite number, received NaN\n/,
    ],
    [
      'an infinity',
      () => modelWith(unchanged, spoilt('wpe', Number.NEGATIVE_INFINITY)),
      /tensor wpe\[0\]\[0\] must be a finite number, received -Infinity\n/,
    ],
  ])('with %s', async (_what, model, message) => {
    const path = model();
    expect(await refusal(['build', path, '--board', 'kv260', '-o', 'out'], 2)).toMatch(message);
  });

  test('import refuses what build refuses', async () => {
    writeFileSync(at('broken.json'), '{"format": "fpga-gen-model", }');
    const message = await refusal(['import', 'broken.json', '-o', 'out'], 2);
    expect(message).toMatch(/^broken\.json must be JSON in UTF-8, received .*\n {2}JSON has no NaN/);
  });

  test('formats that the model fixes, and contexts that it has not', async () => {
    expect(await refusal(build('--weight-format', 'int8'), 2)).toMatch(
      /^--weight-format must be ternary or left out/,
    );
    expect(await refusal(build('--context', '17'), 2)).toMatch(
      /^--context must be 1 to 16, .* received 17\n/,
    );
  });

  test('token slots that do not divide the context', async () => {
    for (const slots of ['3', '32']) {
      expect(await refusal(build('--token-slots', slots), 2)).toMatch(
        `--token-slots must be a power of two that divides the context of 16, received ${slots}\n`,
      );
    }
  });

  test('that does not fit a board: exit code 3, the resource and a way out', async () => {
    const model = packagePath('designs', 'microgpt-q412', 'model.json');
    const message = await refusal(['build', model, '--board', 'icebreaker', '-o', 'out'], 3);
    expect(message).toMatch(
      /^does not fit: \S+ needs [\d,]+ .*, [\d,]+ are available .*\n {2}the smallest plan: /,
    );
  });
});

/** A name that would do harm wherever it got into code: Verilog, Tcl, shell, Python, C, Markdown or a path. */
const HOSTILE =
  '*/ endmodule `include "/etc/passwd" $(touch owned) [exec touch owned] "; \'\'\' ../../../x \\';

describe('a hostile model name', () => {
  test('is text: it builds, simulates, and leaves nothing outside of the folder', async () => {
    const model = modelWith((document) => Object.assign(document, { name: HOSTILE }));
    const before = readdirSync(folder);
    const out = ['build', model, '--board', 'kv260', '-o', 'hostile'];
    expect(await runCli(out, { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual([...before, 'hostile'].sort());
    expect(readdirSync(at('hostile'), { recursive: true }).sort()).toEqual(
      readdirSync(at('as-built'), { recursive: true }).sort(),
    );
    const prompt = ['--prompt', '', '--max-new-tokens', '1'];
    expect(await runCli(['sim', 'hostile', ...prompt], { cwd: folder })).toMatchObject({ exitCode: 0 });
    expect(await runCli(['report', 'hostile'], { cwd: folder })).toMatchObject({ exitCode: 0 });
    // It stands in comments of the Verilog and nowhere in scripts and drivers.
    for (const file of readdirSync(at('hostile', 'scripts'), { recursive: true }).map(String)) {
      expect(readFileSync(at('hostile', 'scripts', file), 'utf8')).not.toContain('owned');
    }
    for (const file of readdirSync(at('hostile', 'driver')).map(String)) {
      expect(readFileSync(at('hostile', 'driver', file), 'utf8')).not.toContain('owned');
    }
  });
});

describeWith({ tools: ['iverilog'] }, 'a hostile model name in Icarus', () => {
  test('is a comment', async () => {
    const model = modelWith((document) => Object.assign(document, { name: HOSTILE }));
    await runCli(['build', model, '--board', 'kv260', '-o', 'commented'], { cwd: folder });
    const list = readFileSync(at('commented', 'rtl', 'filelist.f'), 'utf8')
      .trim()
      .split('\n');
    const compile = ['-g2005', '-Wall', '-t', 'null', '-s', 'fpga_gen_axi', ...list];
    const { exitCode, stderr } = await run('iverilog', compile, { cwd: at('commented') });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(existsSync(at('commented', 'owned'))).toBe(false);
  });
});

describe('prompts', () => {
  test.each<[string, string[], RegExp]>([
    [
      'outside of the vocabulary',
      ['--prompt', 'aB'],
      /^prompt, character 2 must be one that the model knows, received "B"\n {2}It knows abc[a-z]*\n$/,
    ],
    [
      'longer than the context',
      ['--prompt', 'abcdefghijklmnop'],
      /^prompt must have at most 16 tokens, the boundary token included, received 17\n/,
    ],
    ['of unknown tokens', ['--prompt-tokens', '3,27'], /^prompt token must be 0 to 26, received 27\n/],
    [
      'at a temperature too high',
      ['--prompt', '', '--temperature', '17'],
      /^temperature must be 0 .* received 17\n$/,
    ],
  ])('%s', async (_what, prompt, message) => {
    expect(await refusal(['sim', BUILD, ...prompt], 2)).toMatch(message);
    expect(await refusal(['verify', BUILD, ...prompt], 2)).toMatch(message);
  });

  test('a waveform where none can be written', async () => {
    expect(await refusal(['sim', BUILD, '--prompt', '', '--vcd', 'nowhere/a.vcd'], 2)).toMatch(
      /nowhere\/a\.vcd cannot be written/,
    );
  });
});

test.each([[[]], [['--force']]])('an output folder that is not ours (%j)', async (force) => {
  mkdirSync(at('thesis'), { recursive: true });
  writeFileSync(at('thesis', 'thesis.tex'), 'precious');
  for (const command of [
    ['build', 'model', '--board', 'kv260'],
    ['import', 'model'],
  ]) {
    expect(await refusal([...command, '-o', 'thesis', ...force], 2)).toMatch(
      /^output folder thesis has content that is no /,
    );
    expect(await refusal([...command, '-o', 'thesis/thesis.tex', ...force], 2)).toMatch(/is not a folder\n/);
  }
});

const READERS: Readonly<Record<string, readonly string[]>> = {
  sim: ['--prompt', ''],
  verify: ['--prompt', ''],
  synth: [],
  report: [],
};

describe.each(Object.entries(READERS))('%s of a build folder', (command, rest) => {
  const refused = (): Promise<string> => refusal([command, BUILD, ...rest], 2);

  test('that is not there', async () => {
    rmSync(at(BUILD), { recursive: true });
    expect(await refused()).toMatch(
      /^build\/design\.json cannot be read: it does not exist\n {2}give the folder that /,
    );
  });

  test.each([
    ['no JSON', () => '{"format": '],
    ['JSON of another kind', () => '{"format": "web app"}'],
    ['only the beginning of one', () => '{"format": "fpga-gen-design"}'],
    ['null', () => 'null'],
  ])('with a design.json that is %s', async (_what, text) => {
    writeFileSync(at(BUILD, 'design.json'), text());
    expect(await refused()).toMatch(/^build\/design\.json/);
  });
});

test.each<[string, string, (text: string) => string, RegExp]>([
  [
    'sim',
    'design.json',
    (text) => text.replace(/"context": 16/g, '"context": "x"'),
    /design\.json: shape\.context must be an integer, received "x"\n/,
  ],
  [
    'sim',
    'mem/weights.mem',
    (text) => text.replace(/^./, 'z'),
    /weights\.mem: word 0 must be a hexadecimal number, received "z/,
  ],
  [
    'sim',
    'mem/program.mem',
    (text) => text.slice(0, text.length / 2),
    /program\.mem.* (must have at least \d+ words|must be)/,
  ],
  ['verify', 'manifest.json', () => '{}', /manifest\.json: generator is not as a build leaves it/],
  [
    'report',
    'manifest.json',
    (text) => text.replace('"files":{', '"files":{"a":1,'),
    /manifest\.json: files\.a is not as a build leaves it: expected string/,
  ],
  [
    'report',
    'report.json',
    (text) => text.replace(/"clock_hz": \d+/, '"clock_hz": "fast"'),
    /report\.json: clock_hz is not as a build leaves it: expected number, received string\n/,
  ],
  [
    'synth',
    'rtl/filelist.f',
    () => '../../etc/passwd\n',
    /must name files inside the build folder, received "\.\.\/\.\.\/etc\/passwd"\n/,
  ],
])('%s with a spoilt %s names it', async (command, file, spoil, message) => {
  const path = at(BUILD, file);
  writeFileSync(path, spoil(readFileSync(path, 'utf8')));
  expect(await refusal([command, BUILD, ...(READERS[command] ?? [])], 2)).toMatch(message);
});

test('--json gives the same as a document on stderr', async () => {
  const { exitCode, stdout, stderr }: CliRun = await runCli(['report', 'nowhere', '--json'], { cwd: folder });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(JSON.parse(stderr)).toMatchObject({ error: 'InputError', exit_code: 2 });
});
