import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { packagePath } from '../package-root.ts';
import { listBoards, loadBoard, parseBoard } from './board.ts';
import { boardJsonSchema } from './board-schema.ts';
import { countSources } from './board-sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-board-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hx8k = readFileSync(packagePath('designs', 'boards', 'ice40-hx8k.yaml'), 'utf8');

/** The message with which `action` refuses its input. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the boards of the package', () => {
  test('are these', () => {
    expect(listBoards()).toEqual([
      'arty-a7-100t',
      'de1-soc',
      'de10-nano',
      'ice40-hx8k',
      'icebreaker',
      'kv260',
      'pynq-z2',
      'tang-nano-20k',
      'u280',
      'ulx3s-85f',
      'zcu104',
    ]);
  });

  test.each(listBoards())(
    '%s is named like its file, and an operating point reaches its default clock',
    (name) => {
      const board = loadBoard(name);
      expect(board.name).toBe(name);
      expect(board.operatingPoints.some(({ hz }) => hz >= board.defaultClock.hz)).toBe(true);
      expect(new Set(board.operatingPoints.map(({ pipeline }) => pipeline)).size).toBe(2);
      for (const { count, unit } of Object.values(board.resources)) expect(unit === 'none').toBe(count === 0);
    },
  );

  test('only clocks are assumptions, and no number is from memory', () => {
    const counts = Object.fromEntries(listBoards().map((name) => [name, countSources(loadBoard(name))]));
    expect(counts).toEqual({
      'arty-a7-100t': { verified: 6, assumption: 3, fromMemory: 0 },
      'de1-soc': { verified: 6, assumption: 3, fromMemory: 0 },
      'de10-nano': { verified: 6, assumption: 3, fromMemory: 0 },
      'ice40-hx8k': { verified: 9, assumption: 0, fromMemory: 0 },
      icebreaker: { verified: 6, assumption: 3, fromMemory: 0 },
      kv260: { verified: 5, assumption: 3, fromMemory: 0 },
      'pynq-z2': { verified: 6, assumption: 3, fromMemory: 0 },
      'tang-nano-20k': { verified: 7, assumption: 2, fromMemory: 0 },
      u280: { verified: 5, assumption: 3, fromMemory: 0 },
      'ulx3s-85f': { verified: 6, assumption: 3, fromMemory: 0 },
      zcu104: { verified: 5, assumption: 3, fromMemory: 0 },
    });
  });
});

describe('loadBoard', () => {
  test('reads a board file of the user', () => {
    const path = join(folder, 'mine.yaml');
    writeFileSync(path, hx8k.replace('name: ice40-hx8k', 'name: mine'));
    expect(loadBoard(path)).toEqual({ ...loadBoard('ice40-hx8k'), name: 'mine' });
  });

  test.each([
    ['kv206', 'did you mean kv260?'],
    ['artya7', 'known: arty-a7-100t, de1-soc'],
    ['', 'known: arty-a7-100t'],
  ])('an unknown name %j names the nearest', (name, hint) => {
    const message = refusal(() => loadBoard(name));
    expect(message).toContain('board must be a known name or the path of a board file');
    expect(message).toContain(hint);
  });

  test('names a file that is not there, and the boards that are', () => {
    expect(refusal(() => loadBoard('nowhere/mine.yaml'))).toMatch(/mine\.yaml cannot be read.*\n.*kv260/);
  });

  test('refuses a folder and a file that is no board but a film', () => {
    expect(refusal(() => loadBoard(`${folder}/`))).toContain('cannot be read');
    const path = join(folder, 'film.yaml');
    writeFileSync(path, Buffer.alloc(2_000_000));
    expect(refusal(() => loadBoard(path))).toContain('must have at most 1000000 bytes');
  });
});

describe('parseBoard', () => {
  const edit = (from: string, to: string): string => {
    expect(hx8k).toContain(from);
    return refusal(() => parseBoard(hx8k.replace(from, to), 'mine.yaml'));
  };

  test.each([
    ['count: 7680', 'count: -1', 'mine.yaml: resources.lut.count must not be negative, received -1'],
    ['count: 7680', 'count: many', 'mine.yaml: resources.lut.count must be a whole number, received "many"'],
    ['count: 7680', 'count: 1.5', 'mine.yaml: resources.lut.count must be a whole number, received 1.5'],
    ['count: 7680, ', '', 'mine.yaml: resources.lut.count is missing'],
    ['family: ice40', 'family: ice41', 'mine.yaml: family must be one of xilinx_ultrascale_plus, xilinx_7, '],
    ['name: ice40-hx8k', 'name: "a b"', 'mine.yaml: name must consist of a-z, 0-9 and -, received "a b"'],
    ['package: ct256', 'pakage: ct256', 'mine.yaml: nextpnr.package is missing'],
    ['title:', 'colour: red\ntitle:', 'mine.yaml must not have this key, received "colour"'],
    [
      'pipeline: 0',
      'pipeline: 2',
      'clock.operating_points[0].pipeline must be 0 (shallow) or 1 (deep), received 2',
    ],
    [
      'oscillator: { hz: 12000000',
      'oscillator: { hz: 12e10',
      'oscillator.hz must be at most 1,000,000,000 Hz, received 120000000000',
    ],
    [
      'default_hz: { hz: 12000000',
      'default_hz: { hz: 90000000',
      'clock.default_hz.hz must not exceed the fastest operating point, 40000000',
    ],
    ['unit: LUT4', 'unit: ""', 'mine.yaml: resources.lut.unit must not be empty, received ""'],
  ])('%j as %j', (from, to, message) => {
    expect(edit(from, to)).toContain(message);
  });

  test.each([
    ['', 'mine.yaml must be of type object'],
    ['- 1\n- 2\n', 'mine.yaml must be of type object'],
    ['name: [', 'mine.yaml: line 1, column 8 is not YAML: '],
    ['name: a\nname: b\n', 'mine.yaml: line 2, column 1 is not YAML: Map keys must be unique'],
    ['name: !!js/function "f"\n', 'is not YAML: Unresolved tag'],
    ['a: &a [1]\nb: &b [*a,*a]\nc: [*b,*b]\nname: *nowhere\n', 'is not YAML'],
  ])('refuses %j', (yaml, message) => {
    expect(refusal(() => parseBoard(yaml, 'mine.yaml'))).toContain(message);
  });
});

test('docs/schema/board.schema.json is current (renew: vitest -u)', async () => {
  await expect(boardJsonSchema()).toMatchFileSnapshot(packagePath('docs', 'schema', 'board.schema.json'));
});
