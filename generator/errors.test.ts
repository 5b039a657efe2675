import { describe, expect, test } from 'vitest';
import {
  DoesNotFitError,
  type FpgaGenError,
  formatValue,
  InputError,
  MismatchError,
  ToolError,
} from './errors.ts';

const cases: ReadonlyArray<readonly [string, FpgaGenError, number, string]> = [
  [
    'a rule that continues the subject',
    new InputError({ subject: '--clock', rule: 'must be a positive number of hertz', received: -1 }),
    2,
    '--clock must be a positive number of hertz, received -1',
  ],
  [
    'a rule that stands by itself, with a hint',
    new InputError({
      subject: 'model.json: layers[2]',
      rule: 'unknown key',
      received: 'headz',
      hint: 'did you mean heads?',
    }),
    2,
    'model.json: layers[2]: unknown key, received "headz"\n  did you mean heads?',
  ],
  [
    'a hint of several lines',
    new InputError({
      subject: '--board',
      rule: 'is unknown',
      received: 'x',
      hint: 'known:\n  kv260\n  u280',
    }),
    2,
    '--board is unknown, received "x"\n  known:\n    kv260\n    u280',
  ],
  [
    'nothing received',
    new InputError({ subject: 'model.json', rule: 'is missing' }),
    2,
    'model.json is missing',
  ],
  [
    'a resource',
    new DoesNotFitError({
      resource: 'BRAM36',
      needed: 1144,
      available: 144,
      unit: 'blocks',
      hint: 'try --weight-store ddr',
    }),
    3,
    'does not fit: BRAM36 needs 1,144 blocks, 144 are available (1,000 short)\n  try --weight-store ddr',
  ],
  [
    'a beat',
    new MismatchError({
      unit: 'ternary_matmul',
      stream: 'out',
      cycle: 17,
      signal: 'data',
      expected: 5n,
      actual: [1, 2],
    }),
    1,
    'ternary_matmul, stream out, cycle 17, data: expected 5, got [1,2]',
  ],
  [
    'something without time',
    new MismatchError({ unit: 'rtl/top.v', cycle: null, signal: 'sha256', expected: 'ab', actual: 'cd' }),
    1,
    'rtl/top.v, sha256: expected "ab", got "cd"',
  ],
  [
    'a tool that failed',
    new ToolError({
      tool: 'iverilog',
      command: 'iverilog -g2005 top.v',
      exitCode: 2,
      log: 'top.v:3: syntax error\n\ttop.v:3: error: malformed\n',
      firstErrorLine: 'top.v:3: syntax error',
    }),
    4,
    [
      'iverilog failed with exit code 2: top.v:3: syntax error',
      '  command: iverilog -g2005 top.v',
      '  its last lines:',
      '  | top.v:3: syntax error',
      '  |   top.v:3: error: malformed',
    ].join('\n'),
  ],
  [
    'a tool that is missing',
    new ToolError({
      tool: 'verilator',
      command: 'verilator --version',
      exitCode: null,
      log: '',
      firstErrorLine: 'not found in PATH',
      hint: 'apt-get install verilator',
    }),
    4,
    'verilator did not run to its end: not found in PATH\n  command: verilator --version\n  apt-get install verilator',
  ],
];

test.each(cases)('message of %s', (_, error, exitCode, message) => {
  expect(error.message).toBe(message);
  expect(error.exitCode).toBe(exitCode);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe(error.constructor.name);
});

test('a failed tool shows its last 20 lines and keeps its whole log', () => {
  const log = Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n');
  const error = new ToolError({
    tool: 'yosys',
    command: 'yosys -p stat',
    exitCode: 1,
    log,
    firstErrorLine: 'ERROR: x',
  });
  expect(error.message.split('\n').slice(-20)).toEqual(
    Array.from({ length: 20 }, (_, i) => `  | line ${80 + i}`),
  );
  expect(error.log).toBe(log);
  expect(error.toolExitCode).toBe(1);
});

test('no value, name or log can steer the terminal', () => {
  const hostile = '\u001b[2J\u0007\u009b1m\n\u202egnp.exe';
  const errors = [
    new InputError({ subject: hostile, rule: hostile, received: hostile, hint: hostile }),
    new DoesNotFitError({ resource: hostile, needed: 1, available: 0, unit: hostile }),
    new MismatchError({
      unit: hostile,
      stream: hostile,
      cycle: 0,
      signal: hostile,
      expected: hostile,
      actual: 0,
    }),
    new ToolError({ tool: hostile, command: hostile, exitCode: 1, log: hostile, firstErrorLine: hostile }),
  ];
  for (const { message } of errors) {
    expect(message).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(message).toContain('\\x1b[2J\\x07\\x9b1m');
  }
});

describe('as a JSON document', () => {
  test('it carries kind, exit code, message and details, in snake_case', () => {
    const error = new ToolError({
      tool: 'yosys',
      command: 'yosys',
      exitCode: 1,
      log: 'ERROR: x',
      firstErrorLine: 'ERROR: x',
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      error: 'ToolError',
      exit_code: 4,
      message: error.message,
      details: {
        tool: 'yosys',
        command: 'yosys',
        exit_code: 1,
        log: 'ERROR: x',
        first_error_line: 'ERROR: x',
      },
    });
  });

  test('values that JSON has no form for become text', () => {
    const error = new MismatchError({ unit: 'u', cycle: 1, signal: 's', expected: 12n, actual: Number.NaN });
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ details: { expected: '12', actual: 'NaN' } });
  });
});

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  [Number.NaN, 'NaN'],
  [-0.5, '-0.5'],
  [2n ** 70n, '1180591620717411303424'],
  ['a"b', '"a\\"b"'],
  [{ width: 3n }, '{"width":"3"}'],
  [new Int8Array(5), 'Int8Array of 5 bytes'],
  [() => 1, 'a function'],
  [new Error('inner'), 'inner'],
  ['x'.repeat(1000), `"${'x'.repeat(159)}… (1002 characters)`],
])('formatValue, case %#', (value, expected) => {
  expect(formatValue(value)).toBe(expected);
});

test('formatValue survives an object that refers to itself', () => {
  const ring: Record<string, unknown> = {};
  ring['self'] = ring;
  expect(formatValue(ring)).toBe('an object that refers to itself');
});
