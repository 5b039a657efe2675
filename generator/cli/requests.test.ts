import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { buildCommand } from './build.ts';
import { type CommandSpec, createCommand } from './command.ts';
import { evalCommand } from './eval.ts';
import type { Flag } from './flag.ts';
import { importCommand } from './import.ts';
import { reportCommand } from './report.ts';
import { simCommand } from './sim.ts';
import { synthCommand } from './synth.ts';
import { verifyCommand } from './verify.ts';

/** Stops a command where the library would begin, and carries what the library would have got. */
class Requested extends Error {
  readonly request: unknown;
  constructor(request: unknown) {
    super('requested');
    this.request = request;
  }
}
const stop = (request: unknown): never => {
  throw new Requested(request);
};

function commandNamed(name: string | undefined): Command {
  const output = { print: () => undefined, setExitCode: () => undefined };
  const create = <Flags extends Readonly<Record<string, Flag<unknown>>>, Result>(
    spec: CommandSpec<Flags, Result>,
  ): Command => createCommand(spec, output);
  const all = [
    create(buildCommand(stop)),
    create(simCommand(stop)),
    create(verifyCommand(stop)),
    create(synthCommand(stop)),
    create(evalCommand(stop)),
    create(importCommand(stop)),
    create(reportCommand(stop)),
  ];
  const found = all.find((command) => command.name() === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

/** What `line` asks the library for; every word of the line is one argument. */
async function requestOf(line: readonly string[]): Promise<unknown> {
  const [name, ...args] = line;
  const command = commandNamed(name);
  new Command('fpga-gen').addCommand(command);
  const outcome: unknown = await command.parseAsync(args, { from: 'user' }).catch((error: unknown) => error);
  if (outcome instanceof Requested) return outcome.request;
  if (outcome instanceof InputError) return outcome.message;
  throw outcome;
}

function words(line: string): readonly string[] {
  return line.split(' ');
}

const nothingChosen = {
  tokenizer: undefined,
  weightFormat: undefined,
  activationFormat: undefined,
  kvFormat: undefined,
  context: undefined,
};
const plainSampling = { temperature: undefined, topK: undefined, topP: undefined, seed: undefined };
const plainRun = { maxNewTokens: undefined, sampling: plainSampling, ignoreEos: false };

describe('what the library is asked for', () => {
  test('build with the least', async () => {
    expect(await requestOf(words('build m.json --board kv260 -o out'))).toStrictEqual({
      ...nothingChosen,
      model: 'm.json',
      board: 'kv260',
      output: 'out',
      array: undefined,
      weightStore: undefined,
      tokenSlots: undefined,
      clockHz: undefined,
      maxUtilisation: undefined,
      force: false,
    });
  });

  test('build with everything', async () => {
    const line =
      'build m --board ./b.yaml --output=out --weight-format int8 --activation-format int16' +
      ' --kv-format int8 --context 256 --tokenizer t.bin --array lookup_array --weight-store lutrom' +
      ' --token-slots 4 --clock 250e6' +
      ' --max-utilisation 1 --force --json';
    expect(await requestOf(words(line))).toStrictEqual({
      model: 'm',
      board: './b.yaml',
      output: 'out',
      tokenizer: 't.bin',
      weightFormat: 'int8',
      activationFormat: 'int16',
      kvFormat: 'int8',
      context: 256,
      array: 'lookup_array',
      weightStore: 'lutrom',
      tokenSlots: 4,
      clockHz: 250e6,
      maxUtilisation: 1,
      force: true,
    });
  });

  test.each([
    [['sim', 'd'], { text: '' }],
    [['sim', 'd', '--prompt', ''], { text: '' }],
    [['sim', 'd', '--prompt', '--json'], { text: '--json' }],
    [['sim', 'd', '--prompt', 'Once upon\na "time" …'], { text: 'Once upon\na "time" …' }],
    [['sim', 'd', '--prompt-tokens', ''], { tokens: [] }],
    [['sim', 'd', '--prompt-tokens', '0'], { tokens: [0] }],
    [['sim', 'd', '--prompt-tokens', '1,2, 300'], { tokens: [1, 2, 300] }],
  ])('the prompt of %j', async (line, prompt) => {
    expect(await requestOf(line)).toStrictEqual({ ...plainRun, folder: 'd', prompt, vcd: undefined });
  });

  test('sim with everything', async () => {
    const line =
      'sim d --prompt a --max-new-tokens 12 --temperature 0.5 --top-k 40 --top-p .9 --seed 7 --ignore-eos --vcd w.vcd';
    expect(await requestOf(words(line))).toStrictEqual({
      folder: 'd',
      prompt: { text: 'a' },
      maxNewTokens: 12,
      sampling: { temperature: 0.5, topK: 40, topP: 0.9, seed: 7 },
      ignoreEos: true,
      vcd: 'w.vcd',
    });
  });

  test('verify', async () => {
    const common = { ...plainRun, folder: 'd', prompt: { text: 'a' } };
    expect(await requestOf(words('verify d --prompt a'))).toStrictEqual({
      ...common,
      simulator: 'all',
      stallSeed: undefined,
      selfTest: false,
    });
    const line = 'verify d --prompt a --simulator icarus --stall-seed 0 --self-test';
    expect(await requestOf(words(line))).toStrictEqual({
      ...common,
      simulator: 'icarus',
      stallSeed: 0,
      selfTest: true,
    });
  });

  test('synth', async () => {
    expect(await requestOf(words('synth d'))).toStrictEqual({ dir: 'd', tool: 'yosys' });
    expect(await requestOf(words('synth d --tool nextpnr'))).toStrictEqual({ dir: 'd', tool: 'nextpnr' });
  });

  test('report and import', async () => {
    expect(await requestOf(words('report d'))).toBe('d');
    expect(await requestOf(words('import m.json -o out --weight-format int8 --force'))).toStrictEqual({
      ...nothingChosen,
      model: 'm.json',
      output: 'out',
      weightFormat: 'int8',
      force: true,
    });
  });

  test('eval', async () => {
    expect(await requestOf(words('eval m.json --text t.txt --kv-format int16'))).toStrictEqual({
      ...nothingChosen,
      model: 'm.json',
      textFile: 't.txt',
      kvFormat: 'int16',
    });
  });
});

const refusals: ReadonlyArray<readonly [readonly string[], string]> = [
  [words('build'), "fpga-gen build: missing required argument 'MODEL'\n  see fpga-gen build --help"],
  [words('build m -o out'), '--board must be given'],
  [words('build m --board kv260'), '--output must be given'],
  [
    words('build m n --board kv260 -o out'),
    "fpga-gen build: too many arguments for 'build'. Expected 1 argument but got 2\n  see fpga-gen build --help",
  ],
  [words('build m --bord kv260 -o out'), "fpga-gen build: unknown option '--bord'\n  did you mean --board?"],
  [
    words('build m --board'),
    "fpga-gen build: option '--board <name>' argument missing\n  see fpga-gen build --help",
  ],
  [['build', 'm', '--board', '', '-o', 'out'], '--board must not be empty, received ""'],
  [
    words('build m --board b -o o --weight-format int9'),
    '--weight-format must be one of ternary, int8, int4, q412, received "int9"\n  did you mean int4 or int8?',
  ],
  [
    words('build m --board b -o o --weight-store flash'),
    '--weight-store must be one of hardwired, lutrom, bram_lut, bram, received "flash"',
  ],
  [
    words('build m --board b -o o --clock 250MHz'),
    '--clock must be a number of hertz above 0, received "250MHz"\n  for example 250e6 for 250 MHz',
  ],
  [
    words('build m --board b -o o --max-utilisation 70'),
    '--max-utilisation must be a number above 0 and at most 1, received "70"',
  ],
  [
    words('build m --board b -o o --context 1.5'),
    '--context must be a whole number of at least 1, received "1.5"',
  ],
  [words('sim d --max-new-tokens 0'), '--max-new-tokens must be a whole number of at least 1, received "0"'],
  [
    words('sim d --max-new-tokens -1'),
    '--max-new-tokens must be a whole number of at least 1, received "-1"',
  ],
  [words('sim d --temperature hot'), '--temperature must be a number of at least 0, received "hot"'],
  [words('sim d --top-p 0'), '--top-p must be a number above 0 and at most 1, received "0"'],
  [
    words('sim d --seed 4294967296'),
    '--seed must be a whole number from 0 to 4294967295, received "4294967296"',
  ],
  [words('sim d --prompt a --prompt-tokens 1'), '--prompt cannot be used together with --prompt-tokens'],
  [
    words('sim d --prompt-tokens 1,,2'),
    '--prompt-tokens must be token numbers with commas between them, such as 1,2,3; number 2 is none, received ""',
  ],
  [
    words('sim d --prompt-tokens 1,2147483648'),
    '--prompt-tokens must be token numbers with commas between them, such as 1,2,3; number 2 is none, received "2147483648"',
  ],
  [
    words('verify d --simulator verilater'),
    '--simulator must be one of verilator, icarus, all, received "verilater"\n  did you mean verilator?',
  ],
  [words('eval m.json'), '--text must be given'],
  [words('import m.json'), '--output must be given'],
  [words('report'), "fpga-gen report: missing required argument 'DIR'\n  see fpga-gen report --help"],
];

test.each(refusals)('the refusal of %j', async (line, message) => {
  expect(await requestOf(line)).toBe(message);
});

test.each(['', ' ', '1 ', '0x10', 'Infinity', 'NaN', '1e999', '1_000', '1,000', '9007199254740993', '٣'])(
  '%j is not a number of tokens',
  async (text) => {
    expect(await requestOf(['sim', 'd', '--max-new-tokens', text])).toContain('must be a whole number');
  },
);
