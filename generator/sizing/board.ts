import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { InputError } from '../errors.ts';
import { errorCode, fileFailure } from '../file-failure.ts';
import { didYouMean } from '../nearest.ts';
import { packagePath } from '../package-root.ts';
import { type BoardFile, boardFileSchema, type Family, type ResourceName } from './board-schema.ts';

/** How many of one resource a board has, in the family's own unit. */
export interface BoardResource {
  readonly count: number;
  /** `LUT6`, `ALM`, `M10K`, …; `none` where the family has none. */
  readonly unit: string;
  readonly source: string;
}

/** A depth of pipelining and the highest clock at which it is expected to meet timing. */
export interface OperatingPoint {
  readonly hz: number;
  readonly pipeline: 0 | 1;
  /** Levels of an adder tree between two registers. */
  readonly adderLevels: number;
  readonly source: string;
}

/** A board: what the planner, the emitter and the tools need to know of it. */
export interface Board {
  readonly name: string;
  readonly title: string;
  readonly part: string;
  readonly family: Family;
  readonly nextpnr: { readonly tool: string; readonly device: string; readonly package: string } | null;
  readonly resources: Readonly<Record<ResourceName, BoardResource>>;
  /** Share of the LUTs and of the flip-flops above which placement and routing become a gamble. */
  readonly maxUtilisation: number;
  readonly defaultClock: { readonly hz: number; readonly source: string };
  readonly operatingPoints: readonly OperatingPoint[];
  readonly oscillator: { readonly hz: number; readonly pin: string; readonly source: string } | null;
}

/** Where a board file does not say otherwise. */
const DEFAULT_MAX_UTILISATION = 0.7;

/** Longest board file that is read, in bytes: far above any real one, far below what would hurt. */
const LONGEST_FILE_BYTES = 1_000_000;

/** Names of the boards that the package brings along, sorted. */
export function listBoards(): readonly string[] {
  return readdirSync(packagePath('designs', 'boards'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/**
 * A board by its name (`kv260`) or by the path of a board file (`./my-board.yaml`).
 *
 * @throws InputError for an unknown name, an unreadable file, malformed YAML or a broken rule of the schema.
 */
export function loadBoard(nameOrFile: string): Board {
  if (listBoards().includes(nameOrFile)) {
    return readBoardFile(packagePath('designs', 'boards', `${nameOrFile}.yaml`), `board ${nameOrFile}`);
  }
  if (/[/\\]|\.ya?ml$/i.test(nameOrFile)) return readBoardFile(nameOrFile, nameOrFile);
  throw new InputError({
    subject: 'board',
    rule: 'must be a known name or the path of a board file (.yaml)',
    received: nameOrFile,
    hint: didYouMean(nameOrFile, listBoards()),
  });
}

/** The board that `yaml` describes; `subject` names the file in errors. */
export function parseBoard(yaml: string, subject: string): Board {
  const raw = parseYaml(yaml, subject);
  const parsed = boardFileSchema.safeParse(raw);
  if (!parsed.success) throw ruleBroken(parsed.error, raw, subject);
  const board = toBoard(parsed.data);
  const fastest = Math.max(...board.operatingPoints.map(({ hz }) => hz));
  if (board.defaultClock.hz > fastest) {
    throw new InputError({
      subject: `${subject}: clock.default_hz.hz`,
      rule: `must not exceed the fastest operating point, ${fastest}`,
      received: board.defaultClock.hz,
    });
  }
  return board;
}

function readBoardFile(path: string, subject: string): Board {
  return parseBoard(readText(path, subject), subject);
}

function readText(path: string, subject: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const failure = fileFailure(subject, 'read', error);
    if (errorCode(error) !== 'ENOENT' || !(failure instanceof InputError)) throw failure;
    throw new InputError({ subject, rule: failure.rule, hint: `known boards: ${listBoards().join(', ')}` });
  }
  if (bytes.length > LONGEST_FILE_BYTES) {
    throw new InputError({
      subject,
      rule: `must have at most ${LONGEST_FILE_BYTES} bytes`,
      received: bytes.length,
    });
  }
  return new TextDecoder().decode(bytes);
}

function parseYaml(yaml: string, subject: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    throw new InputError({
      subject: `${subject}: line ${line}, column ${col}`,
      rule: `is not YAML: ${problem.message}`,
    });
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InputError({ subject, rule: 'is not YAML that can be resolved', received: error });
  }
}

function ruleBroken(error: z.ZodError, raw: unknown, subject: string): InputError {
  const [issue] = error.issues;
  if (issue === undefined) throw new Error('a schema failed without naming a rule');
  if (issue.code === 'unrecognized_keys') {
    const at = [subject, pathText(issue.path)].filter(Boolean).join(': ');
    const [wrong = ''] = issue.keys;
    return new InputError({ subject: at, rule: 'must not have this key', received: wrong });
  }
  const value = valueAt(raw, issue.path);
  return new InputError({
    subject: [subject, pathText(issue.path)].filter(Boolean).join(': '),
    rule:
      value === undefined
        ? 'is missing'
        : issue.message.replace(/^Invalid input: expected (\w+).*/, 'must be of type $1'),
    ...(value === undefined ? {} : { received: value }),
  });
}

/** `clock.operating_points[0].hz`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    raw,
  );
}

function toBoard(file: BoardFile): Board {
  const { default_hz: defaultClock, operating_points: points } = file.clock;
  return {
    name: file.name,
    title: file.title,
    part: file.part,
    family: file.family,
    nextpnr: file.nextpnr ?? null,
    resources: file.resources,
    maxUtilisation: file.max_utilisation?.share ?? DEFAULT_MAX_UTILISATION,
    defaultClock,
    operatingPoints: points.map(({ adder_levels: adderLevels, ...point }) => ({ ...point, adderLevels })),
    oscillator: file.oscillator ?? null,
  };
}
