import { InputError } from '../errors.ts';
import { type BuildFolder, readBuildFolder } from './build-folder.ts';
import { countResources, type ModuleResources } from './count-resources.ts';
import { type Family, RESOURCES, type Resource, type Resources } from './families/family.ts';
import { FAMILY_GRADES, familyTable, isIce40Device } from './families.ts';
import { type NextpnrResult, runNextpnr } from './nextpnr.ts';
import { runYosys, type YosysRequest, type YosysResult } from './run-yosys.ts';
import { DEFAULT_CACHE } from './synth-cache.ts';
import { type PathStep, walkTiming } from './timing-walk.ts';

export { type CheckOptions, checkRtl, type RtlWarning } from './check-rtl.ts';

export interface SynthesisRequest {
  /** A build folder. */
  readonly dir: string;
  /** `nextpnr` also places and routes, which only iCE40 boards can. */
  readonly tool?: 'yosys' | 'nextpnr';
  /** Totals and timing of one flat module (the default), or of the hierarchy as written. */
  readonly flatten?: boolean;
  readonly cacheDir?: string;
  /** Speed grade, or the device of iCE40, over what `design.json` says. */
  readonly grade?: string;
  readonly seed?: number;
  readonly pcfPath?: string;
}

/** The document of `fpga-gen synth --json`, and more. */
export interface Synthesis {
  readonly tool: 'yosys' | 'nextpnr';
  readonly version: string;
  readonly top: string;
  readonly family: string;
  readonly grade: string;
  readonly flatten: boolean;
  readonly resources: Resources;
  /** What one unit of each resource is; null where the family has none. */
  readonly units: Readonly<Record<Resource, string | null>>;
  /** By resource: (estimate of design.json − the tool's figure) / the tool's figure; null where that is 0. */
  readonly estimate_error: Readonly<Record<string, number | null>>;
  /** The path with most logic levels. */
  readonly logic_levels: { readonly levels: number; readonly from: string; readonly to: string };
  /** Highest clock after placement and routing; absent without them. */
  readonly fmax_hz?: number;
  /** The slowest path by the family's table of delays, before placement. */
  readonly timing: {
    readonly nanoseconds: number;
    readonly error_band: number;
    readonly levels: number;
    readonly from: string;
    readonly to: string;
    readonly path: readonly PathStep[];
  };
  /** Likewise of each unit that `design.json` estimates, against what all its instances take (each token slot has one). */
  readonly unit_errors: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** One instance of each unit with all inside it, from a run that keeps the units apart. */
  readonly modules: Readonly<Record<string, ModuleResources>>;
  readonly cells: Readonly<Record<string, number>>;
  /** Of the placed device, by the place-and-route tool's own names. */
  readonly utilisation?: NextpnrResult['utilisation'];
  readonly files: {
    readonly netlist: string;
    readonly log: string;
    readonly bitstream?: string;
  };
}

/**
 * Synthesises a build folder for its board's family, and with `nextpnr` places and routes it.
 * @throws InputError, DoesNotFitError, ToolError
 */
export async function synthesise(request: SynthesisRequest): Promise<Synthesis> {
  const { dir, tool = 'yosys', flatten = true, cacheDir = DEFAULT_CACHE } = request;
  const folder = await readBuildFolder(dir);
  const family = familyTable(folder.family, requiredGrade(folder, request.grade));
  if (tool === 'nextpnr') requirePlacement(folder, family, flatten);
  const units = Object.keys(folder.unitEstimates);
  const apart = await runYosys({ ...yosysRequest(folder, family, true, cacheDir), kept: units });
  const measured = await runYosys(yosysRequest(folder, family, flatten, cacheDir));
  const count = countResources(measured.netlist, family);
  const { modules } = countResources(apart.netlist, family);
  const { nanoseconds, errorBand, levels, from, to, path, deepest } = walkTiming(measured.netlist, family);
  const placed = tool === 'nextpnr' ? await place(request, folder, family, measured, cacheDir) : null;
  return {
    tool,
    version: placed?.version ?? measured.version,
    top: folder.top,
    family: family.name,
    grade: family.grade,
    flatten,
    resources: count.total,
    units: family.units,
    estimate_error: estimateError(folder.estimate, count.total),
    logic_levels: deepest,
    ...(placed === null || placed.fmaxHz === null ? {} : { fmax_hz: placed.fmaxHz }),
    timing: { nanoseconds, error_band: errorBand, levels, from, to, path },
    unit_errors: Object.fromEntries(
      Object.entries(folder.unitEstimates).flatMap(([unit, guess]) => {
        const figures = modules[unit];
        return figures === undefined ? [] : [[unit, estimateError(guess, ofAllInstances(figures))]];
      }),
    ),
    modules,
    cells: count.cells,
    ...(placed === null ? {} : { utilisation: placed.utilisation }),
    files: {
      netlist: measured.netlistPath,
      log: placed?.logPath ?? measured.logPath,
      ...(placed === null || placed.bitstreamPath === null ? {} : { bitstream: placed.bitstreamPath }),
    },
  };
}

/** The devices of iCE40 differ too much for a default. @throws InputError */
function requiredGrade({ dir, family, board, grade }: BuildFolder, asked?: string): string | undefined {
  const chosen = asked ?? grade;
  if (family !== 'ice40' || chosen !== undefined) return chosen;
  throw new InputError({
    subject: `${dir}: design.json: device`,
    rule: `must be one of ${FAMILY_GRADES.ice40.join(', ')} for a board whose name and part do not say`,
    received: board,
  });
}

function yosysRequest(
  { dir, files, top, family: name }: BuildFolder,
  family: Family,
  flatten: boolean,
  cacheDir: string,
): YosysRequest {
  return { dir, files, top, family: name, grade: family.grade, flatten, cacheDir };
}

function requirePlacement({ board, family: name }: BuildFolder, family: Family, flatten: boolean): void {
  if (!isIce40Device(family.grade)) {
    throw new InputError({
      subject: '--tool nextpnr',
      rule: 'is for iCE40 boards only',
      received: `${board} (${name})`,
      hint: 'use --tool yosys',
    });
  }
  if (!flatten)
    throw new InputError({
      subject: '--tool nextpnr',
      rule: 'needs a flat netlist',
      received: 'hierarchy kept',
    });
}

async function place(
  request: SynthesisRequest,
  { clockHz }: BuildFolder,
  { grade }: Family,
  { netlistPath }: YosysResult,
  cacheDir: string,
): Promise<NextpnrResult | null> {
  if (!isIce40Device(grade)) return null;
  const { seed = 1, pcfPath } = request;
  return runNextpnr({ device: grade, netlistPath, clockHz, seed, pcfPath, cacheDir });
}

function ofAllInstances({ instances, ...one }: ModuleResources): Resources {
  const all = { ...one };
  for (const resource of RESOURCES) all[resource] *= instances;
  return all;
}

/** (estimate − figure) / figure of each resource that was estimated; null where the figure is 0. */
export function estimateError(
  estimate: Readonly<Record<string, number>>,
  figures: Resources,
): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    RESOURCES.flatMap((resource) => {
      const guess = estimate[resource];
      if (guess === undefined) return [];
      const figure = figures[resource];
      return [[resource, figure === 0 ? null : (guess - figure) / figure]];
    }),
  );
}
