import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DoesNotFitError, InputError, ToolError } from '../errors.ts';
import { findTool, requireTool, runTool } from '../tools/run-tool.ts';
import type { Ice40Device } from './families/ice40.ts';
import { cached, contentKey } from './synth-cache.ts';

export interface NextpnrRequest {
  readonly device: Ice40Device;
  /** A flat netlist of `synth_ice40`. */
  readonly netlistPath: string;
  /** The clock that placement and routing aim at. */
  readonly clockHz: number;
  readonly seed?: number;
  /** Pins; without it nextpnr chooses them. */
  readonly pcfPath?: string | undefined;
  /** Pack one, where icepack is installed; the default. */
  readonly bitstream?: boolean;
  readonly cacheDir: string;
}

/** A delay on the critical path as nextpnr reports it. */
export interface NextpnrStep {
  /** `clk-to-q`, `logic`, `routing` or `setup`. */
  readonly type: string;
  readonly nanoseconds: number;
}

export interface NextpnrResult {
  readonly version: string;
  /** Highest clock of the slowest clock domain; null for a design without a path between registers. */
  readonly fmaxHz: number | null;
  readonly criticalPath: readonly NextpnrStep[];
  /** By nextpnr's name of the resource, such as ICESTORM_LC, a logic cell of LUT, carry and flip-flop. */
  readonly utilisation: Readonly<Record<string, { readonly used: number; readonly available: number }>>;
  readonly reportPath: string;
  readonly logPath: string;
  /** null where none was asked for, or icepack is not installed. */
  readonly bitstreamPath: string | null;
}

/** Packages and their pins for designs, of which the devices have more. */
const PACKAGE: Readonly<Record<Ice40Device, { readonly name: string; readonly pins: number }>> = {
  hx8k: { name: 'ct256', pins: 206 },
  up5k: { name: 'sg48', pins: 39 },
};

/**
 * Places and routes for iCE40, and packs a bitstream.
 * @throws DoesNotFitError when nextpnr finds no place or no route, ToolError when it fails otherwise
 */
export async function runNextpnr(request: NextpnrRequest): Promise<NextpnrResult> {
  const { version } = await requireTool('nextpnr-ice40');
  const icepack = request.bitstream === false ? null : await findTool('icepack');
  const words = [
    `nextpnr-ice40 ${version}`,
    icepack === null ? 'no bitstream' : 'icepack',
    request.device,
    String(request.clockHz),
    String(request.seed ?? 1),
  ];
  const files = [request.netlistPath, ...(request.pcfPath === undefined ? [] : [request.pcfPath])];
  const key = await contentKey(
    words,
    '/',
    files.map((file) => resolve(file).slice(1)),
  );
  const { folder } = await cached(request.cacheDir, key, async (into) => {
    await placeAndRoute(request, into);
    if (icepack !== null) await runTool('icepack', [join(into, ASCII), join(into, BITSTREAM)]);
  });
  const reportPath = join(folder, REPORT);
  const report: unknown = JSON.parse(await readFile(reportPath, 'utf8'));
  return {
    version,
    ...parseReport(report, reportPath),
    reportPath,
    logPath: join(folder, LOG),
    bitstreamPath: icepack === null ? null : join(folder, BITSTREAM),
  };
}

const REPORT = 'nextpnr.json';
const LOG = 'nextpnr.log';
const ASCII = 'design.asc';
const BITSTREAM = 'design.bin';

async function placeAndRoute(request: NextpnrRequest, into: string): Promise<void> {
  const args = [
    `--${request.device}`,
    ...['--package', PACKAGE[request.device].name],
    ...['--json', request.netlistPath],
    ...['--freq', String(request.clockHz / 1e6)],
    ...['--seed', String(request.seed ?? 1)],
    ...(request.pcfPath === undefined ? [] : ['--pcf', request.pcfPath]),
    '--pcf-allow-unconstrained',
    // The clock that is reached is a result, not a failure.
    '--timing-allow-fail',
    ...['--report', join(into, REPORT), '--asc', join(into, ASCII), '--log', join(into, LOG)],
  ];
  try {
    await runTool('nextpnr-ice40', args);
  } catch (error) {
    throw error instanceof ToolError ? (doesNotFit(error, request.device) ?? error) : error;
  }
}

/** nextpnr's ways of saying that the device is too small. */
function doesNotFit({ log }: ToolError, device: Ice40Device): DoesNotFitError | null {
  const complaint =
    /(?:Unable to (?:place cell|find a placement)|Failed to (?:place|expand region))[^\n]*/i.exec(log)?.[0];
  if (complaint === undefined) return null;
  const kinds = [...log.matchAll(/(\w+):\s*(\d+)\/\s*(\d+)\s+\d+%/g)].map(([, name, used, available]) => ({
    name: name ?? '',
    used: Number(used),
    available: name === 'SB_IO' ? PACKAGE[device].pins : Number(available),
  }));
  const named = /\$sb_io'/.test(complaint) ? 'SB_IO' : (/ICESTORM_\w+|SB_\w+/.exec(complaint)?.[0] ?? '');
  const kind =
    kinds.find(({ used, available }) => used > available) ?? kinds.find(({ name }) => name === named);
  return new DoesNotFitError({
    resource: kind?.name ?? named,
    needed: kind?.used ?? 1,
    available: kind?.available ?? 0,
    unit: kind?.name === 'SB_IO' ? 'pins' : 'cells',
    hint: `nextpnr-ice40 on ${device}: ${complaint}`,
  });
}

/** @throws InputError where the report is not of the form that nextpnr 0.4 writes */
export function parseReport(
  report: unknown,
  subject: string,
): Pick<NextpnrResult, 'fmaxHz' | 'criticalPath' | 'utilisation'> {
  const root = object(report, subject);
  const clocks = Object.values(object(root['fmax'] ?? {}, `${subject}: fmax`));
  const achieved = clocks.map((clock) => number(object(clock, subject)['achieved'], `${subject}: fmax`));
  const utilisation = Object.fromEntries(
    Object.entries(object(root['utilization'] ?? {}, `${subject}: utilization`)).map(([name, value]) => {
      const kind = object(value, `${subject}: ${name}`);
      return [name, { used: number(kind['used'], subject), available: number(kind['available'], subject) }];
    }),
  );
  return {
    fmaxHz: achieved.length === 0 ? null : Math.min(...achieved) * 1e6,
    criticalPath: criticalPath(root['critical_paths'], subject),
    utilisation,
  };
}

/** The slowest of the paths from a clock to a clock. */
function criticalPath(paths: unknown, subject: string): readonly NextpnrStep[] {
  const clocked = (Array.isArray(paths) ? paths : [])
    .map((path: unknown) => object(path, `${subject}: critical_paths`))
    .filter((path) => [path['from'], path['to']].every((end) => !String(end).includes('<async>')))
    .map((path) => steps(path['path'], subject));
  const length = (path: readonly NextpnrStep[]) => path.reduce((sum, step) => sum + step.nanoseconds, 0);
  return clocked.reduce<readonly NextpnrStep[]>(
    (slowest, path) => (length(path) > length(slowest) ? path : slowest),
    [],
  );
}

function steps(path: unknown, subject: string): readonly NextpnrStep[] {
  return (Array.isArray(path) ? path : []).map((value: unknown) => {
    const step = object(value, `${subject}: path`);
    return { type: String(step['type']), nanoseconds: number(step['delay'], `${subject}: delay`) };
  });
}

function number(value: unknown, subject: string): number {
  if (typeof value === 'number') return value;
  throw new InputError({ subject, rule: 'must be a number', received: value });
}

function object(value: unknown, subject: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new InputError({
    subject,
    rule: 'must be an object, as nextpnr --report writes it',
    received: value,
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
