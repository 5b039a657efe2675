import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { fileFailure } from '../file-failure.ts';
import { FAMILY_GRADES, type FamilyName, familyName } from './families.ts';

/** What synthesis needs to know of a build folder. Paths are relative to it. */
export interface BuildFolder {
  readonly dir: string;
  readonly board: string;
  readonly family: FamilyName;
  readonly clockHz: number;
  /** Name of the top module. */
  readonly top: string;
  /** Verilog files in the order of `rtl/filelist.f`. */
  readonly files: readonly string[];
  /** Speed grade, or the device of iCE40, for `familyTable`; undefined where nothing says. */
  readonly grade: string | undefined;
  /** Estimated use of each resource, for those that `design.json` gives. */
  readonly estimate: Readonly<Record<string, number>>;
  /** The same of each hardware unit, by module. */
  readonly unitEstimates: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Reads `design.json` and `rtl/filelist.f`. @throws InputError */
export async function readBuildFolder(dir: string): Promise<BuildFolder> {
  const subject = join(dir, 'design.json');
  const design = jsonObject(await readText(subject), subject);
  const board = text(design, 'board', subject);
  const family = familyName(design['family'], `${subject}: family`);
  return {
    dir,
    board,
    family,
    clockHz: positive(design, 'clock_hz', subject),
    top: text(design, 'top', subject),
    files: fileList(await readText(join(dir, 'rtl/filelist.f')), join(dir, 'rtl/filelist.f')),
    grade: speedGrade(family, design),
    estimate: estimate(design['resources']),
    unitEstimates: unitEstimates(design['unit_resources']),
  };
}

/** One path per line; empty lines and `//` and `#` comments are skipped. @throws InputError */
export function fileList(content: string, subject: string): readonly string[] {
  const files = content
    .split('\n')
    .map((line) => line.replace(/(\/\/|#).*$/, '').trim())
    .filter((line) => line !== '');
  const outside = files.find((file) => file.startsWith('/') || file.split('/').includes('..'));
  if (outside !== undefined) {
    throw new InputError({ subject, rule: 'must name files inside the build folder', received: outside });
  }
  if (files.length === 0)
    throw new InputError({ subject, rule: 'must name a Verilog file', received: content });
  return files;
}

/** Where a part's name says its speed grade. */
const GRADE_IN_PART: Readonly<Record<Exclude<FamilyName, 'ice40'>, RegExp>> = {
  // xck26-sfvc784-2LV-c, xczu7ev-ffvc1156-2, xc7a100tcsg324-1
  xilinx_ultrascale_plus: /(-\d(?:LV)?)(?:L?-[a-z]+)?$/i,
  xilinx_7: /(-\d)$/,
  // 5CSEMA5F31C6: temperature range, then grade
  cyclone_v: /[CIA](\d)$/,
  // LFE5U-85F-6BG381C
  ecp5: /-(\d)[A-Z]+\d+[A-Z]?$/,
  // GW2AR-LV18QN88C8/I7: the commercial grade of a part that is sold for both ranges
  gowin: /(C\d)\/I\d$/,
};

/** What `design.json` says of a board, as far as a speed grade follows from it. */
interface DesignOnBoard {
  readonly board?: unknown;
  readonly part?: unknown;
  readonly speed_grade?: unknown;
  readonly device?: unknown;
}

/** `speed_grade` or `device` of the design, or what its part says; for iCE40 also the board's name. */
export function speedGrade(family: FamilyName, design: DesignOnBoard): string | undefined {
  const stated = design.speed_grade ?? design.device;
  if (typeof stated === 'string' || typeof stated === 'number') return String(stated);
  const part = String(design.part ?? '');
  if (family !== 'ice40') return GRADE_IN_PART[family].exec(part)?.[1];
  const names = `${part} ${String(design.board)}`.toLowerCase();
  if (/up5k|icebreaker|upduino/.test(names)) return 'up5k';
  return FAMILY_GRADES.ice40.find((device) => names.includes(device));
}

/** `resources: {lut: {used}}` or `{lut: 12}`. */
function estimate(resources: unknown): Readonly<Record<string, number>> {
  if (!isObject(resources)) return {};
  return Object.fromEntries(
    Object.entries(resources).flatMap(([name, value]) => {
      const used = isObject(value) ? value['used'] : value;
      return typeof used === 'number' ? [[name, used]] : [];
    }),
  );
}

function unitEstimates(units: unknown): BuildFolder['unitEstimates'] {
  if (!isObject(units)) return {};
  return Object.fromEntries(Object.entries(units).map(([unit, resources]) => [unit, estimate(resources)]));
}

function text(object: Readonly<Record<string, unknown>>, key: string, subject: string): string {
  const value = object[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new InputError({ subject: `${subject}: ${key}`, rule: 'must be a name', received: value });
}

function positive(object: Readonly<Record<string, unknown>>, key: string, subject: string): number {
  const value = object[key];
  if (typeof value === 'number' && value > 0) return value;
  throw new InputError({ subject: `${subject}: ${key}`, rule: 'must be a positive number', received: value });
}

function jsonObject(content: string, subject: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new InputError({ subject, rule: 'must be JSON', received: error });
  }
  if (isObject(value)) return value;
  throw new InputError({ subject, rule: 'must be an object', received: value });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileFailure(path, 'read', error, 'give the folder that `fpga-gen build -o` made');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
