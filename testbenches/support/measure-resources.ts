/** What yosys makes of single hardware units, hierarchy kept: the yardstick of the cost functions. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { RESOURCE_NAMES } from '../../generator/sizing/board-schema.ts';
import { familyTable } from '../../generator/synth/families.ts';
import { synthesisCommands } from '../../generator/synth/yosys-commands.ts';
import type { Fabric } from '../../generator/units/resources/fabric.ts';
import { NO_RESOURCES, type Resources } from '../../generator/units/resources.ts';

/** A module to measure. */
export interface MeasuredUnit {
  readonly top: string;
  readonly parameters: Readonly<Record<string, number | string>>;
}

export interface Measurement {
  /** The module with everything below it. */
  readonly total: Resources;
  /** Without the modules below it. */
  readonly own: Resources;
  /** Its own cells by type, submodules among them. */
  readonly cells: Readonly<Record<string, number>>;
}

/** Synthesises all `units` in one run of yosys; `files` are Verilog (`.v`) and memory images by relative path. */
export async function measureResources(
  fabric: Fabric,
  units: readonly MeasuredUnit[],
  files: Readonly<Record<string, string>>,
): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-measure-'));
  try {
    const all = { ...files, 'measure_top.v': wrappers(units) };
    for (const [path, content] of Object.entries(all)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const verilog = Object.keys(all).filter((path) => path.endsWith('.v'));
    const commands = synthesisCommands({
      files: verilog,
      top: 'measure_top',
      family: fabric.family,
      grade: fabric.family !== 'ice40' ? undefined : fabric.dsp ? 'up5k' : 'hx8k',
      flatten: false,
    });
    // The inputs of a wrapped unit are driven by nothing, which is what the check is for.
    const script = [...commands.filter((each) => !each.startsWith('check')), 'tee -q -o statistics.txt stat'];
    await execa('yosys', ['-q', '-p', script.join('; ')], { cwd: folder });
    const modules = parseStatistics(await readFile(join(folder, 'statistics.txt'), 'utf8'));
    return units.map((_unit, index) => measurement(modules, `measure_${index}`, fabric));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One wrapper a unit, so that its parametrised name can be found; kept, though nothing is connected. */
function wrappers(units: readonly MeasuredUnit[]): string {
  const modules = units.map(({ top, parameters }, index) => {
    const settings = Object.entries(parameters).map(([name, value]) => `.${name}(${JSON.stringify(value)})`);
    return `module measure_${index};\n  (* keep *) ${top} #(${settings.join(', ')}) u ();\nendmodule\n`;
  });
  const instances = units.map((_unit, index) => `  (* keep *) measure_${index} u_${index} ();\n`);
  return `${modules.join('')}module measure_top;\n${instances.join('')}endmodule\n`;
}

type Cells = Readonly<Record<string, number>>;

/** Own cells by type of each module of yosys' `stat`. (Its `-json` is no JSON in 0.23 where names hold backslashes.) */
export function parseStatistics(text: string): ReadonlyMap<string, Cells> {
  const modules = new Map<string, Record<string, number>>();
  for (const section of text.split(/^=== /m).slice(1)) {
    const name = section.slice(0, section.indexOf(' ==='));
    const list = section.slice(section.indexOf('Number of cells:')).split('\n').slice(1);
    const cells: Record<string, number> = {};
    for (const line of list) {
      const match = /^ {5}(\S+) +(\d+)$/.exec(line);
      if (match === null) break;
      cells[match[1] ?? ''] = Number(match[2]);
    }
    // The last section, the hierarchy of all modules, repeats the top's name and would replace it.
    if (!modules.has(name)) modules.set(name, cells);
  }
  return modules;
}

function measurement(modules: ReadonlyMap<string, Cells>, wrapper: string, fabric: Fabric): Measurement {
  const table = familyTable(fabric.family).cells;
  const count = (module: string, below: boolean): Resources => {
    const sum = { ...NO_RESOURCES };
    for (const [type, times] of Object.entries(modules.get(module) ?? {})) {
      const isModule = modules.has(type);
      const uses = isModule ? (below ? count(type, true) : NO_RESOURCES) : table.get(type)?.uses;
      if (uses === undefined) throw new Error(`${module} holds a cell that nobody knows, ${type}`);
      for (const name of RESOURCE_NAMES) sum[name] += times * (uses[name] ?? 0);
    }
    return sum;
  };
  const [unit = ''] = Object.keys(modules.get(wrapper) ?? {});
  const cells = modules.get(unit);
  if (cells === undefined) throw new Error(`yosys lost ${wrapper}`);
  return { total: count(unit, true), own: count(unit, false), cells };
}
