/** What yosys makes of single hardware units of emitted designs, each flattened by itself: the yardstick of the cost functions. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { instancesOf, type Netlist, type ParameterValue } from '../../generator/netlist/netlist.ts';
import { parameterText } from '../../generator/netlist/print-verilog.ts';
import { RESOURCE_NAMES } from '../../generator/sizing/board-schema.ts';
import { familyTable } from '../../generator/synth/families.ts';
import { synthesisCommands } from '../../generator/synth/yosys-commands.ts';
import type { Fabric } from '../../generator/units/resources/fabric.ts';
import { NO_RESOURCES, type Resources } from '../../generator/units/resources.ts';

/** A unit to measure, as `accelerator_core` of an emitted design instantiates it. */
export interface MeasuredUnit {
  readonly unit: string;
  /** The core that instantiates it. */
  readonly core: Netlist;
  /** Files of the design by path; Verilog that several designs share must be the same. */
  readonly design: ReadonlyMap<string, string>;
}

/** Synthesises all `units` in one run of yosys. @returns what each takes, with everything below it */
export async function measureResources(fabric: Fabric, units: readonly MeasuredUnit[]): Promise<Resources[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-measure-'));
  try {
    const files = filesOf(units);
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const [read = '', ...commands] = synthesisCommands({
      files: [...files.keys()].filter((path) => path.endsWith('.v')),
      top: 'measure_top',
      family: fabric.family,
      grade: fabric.family !== 'ice40' ? undefined : fabric.dsp ? 'up5k' : 'hx8k',
      flatten: true,
    });
    const script = [
      // Modules with their default parameters need not be able to stand alone.
      read.replace('read_verilog', 'read_verilog -defer'),
      // The inputs of a wrapped unit are driven by nothing, which is what the check is for.
      ...commands.filter((each) => !each.startsWith('check')),
      'tee -q -o statistics.txt stat',
    ];
    await execa('yosys', ['-q', '-p', script.join('; ')], { cwd: folder });
    const modules = parseStatistics(await readFile(join(folder, 'statistics.txt'), 'utf8'));
    return units.map((_unit, index) => measurement(modules, `measure_${index}`, fabric));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Units, their images (each design's in a folder of its own), and one wrapper a unit that is kept unconnected. */
function filesOf(units: readonly MeasuredUnit[]): ReadonlyMap<string, string> {
  const designs = [...new Set(units.map(({ design }) => design))];
  const files = new Map<string, string>();
  for (const [index, design] of designs.entries())
    for (const [path, content] of design) {
      if (path.startsWith('rtl/') && path.endsWith('.v') && !/accelerator_|fpga_gen_/.test(path))
        files.set(path, keptUnits(content, units));
      if (path.startsWith('mem/')) files.set(`design${index}/${path}`, content);
    }
  const wrappers = units.map((measured, index) =>
    wrapper(`measure_${index}`, measured, designs.indexOf(measured.design)),
  );
  const instances = units.map((_unit, index) => `  (* keep *) measure_${index} u_${index} ();\n`);
  files.set('measure_top.v', `${wrappers.join('')}module measure_top;\n${instances.join('')}endmodule\n`);
  return files;
}

/** Units, and nothing else, stay modules of their own. */
function keptUnits(verilog: string, units: readonly MeasuredUnit[]): string {
  const [, name] = /^module (\w+)/m.exec(verilog) ?? [];
  return units.some(({ unit }) => unit === name)
    ? verilog.replace(/^module /m, '(* keep_hierarchy *)\nmodule ')
    : verilog;
}

function wrapper(name: string, { unit, core }: MeasuredUnit, design: number): string {
  const instance = instancesOf(core).find(({ module }) => module === unit);
  if (instance === undefined) throw new Error(`the core has no ${unit}`);
  const settings = Object.entries(instance.parameters).map(
    ([key, value]) => `.${key}(${parameterText(inFolder(value, `design${design}`))})`,
  );
  return `(* keep_hierarchy *)\nmodule ${name};\n  (* keep *) ${unit} #(${settings.join(', ')}) u ();\nendmodule\n`;
}

/** An image's path in another folder; any other value as it is. */
function inFolder(value: ParameterValue, folder: string): ParameterValue {
  return typeof value === 'string' && value.startsWith('mem/') ? `${folder}/${value}` : value;
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

/** The cells of a module and of those that are kept below it. */
function measurement(modules: ReadonlyMap<string, Cells>, wrapper: string, fabric: Fabric): Resources {
  const table = familyTable(fabric.family).cells;
  const total = { ...NO_RESOURCES };
  const visit = (module: string, times: number): void => {
    for (const [type, count] of Object.entries(modules.get(module) ?? {})) {
      if (modules.has(type)) {
        visit(type, times * count);
        continue;
      }
      const uses = table.get(type)?.uses;
      if (uses === undefined) throw new Error(`${module} holds a cell that nobody knows, ${type}`);
      for (const name of RESOURCE_NAMES) total[name] += times * count * (uses[name] ?? 0);
    }
  };
  const [unit = ''] = Object.keys(modules.get(wrapper) ?? {});
  if (!modules.has(unit)) throw new Error(`yosys lost ${wrapper}`);
  visit(unit, 1);
  return total;
}
