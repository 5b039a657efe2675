/** What yosys makes of single hardware units of emitted designs, hierarchy kept: the yardstick of the cost functions. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { RESOURCE_NAMES } from '../../generator/sizing/board-schema.ts';
import { familyTable } from '../../generator/synth/families.ts';
import { synthesisCommands } from '../../generator/synth/yosys-commands.ts';
import type { Fabric } from '../../generator/units/resources/fabric.ts';
import { NO_RESOURCES, type Resources } from '../../generator/units/resources.ts';

/** A unit to measure, as `accelerator_core` of an emitted design instantiates it. */
export interface MeasuredUnit {
  readonly unit: string;
  /** Files of the design by path; Verilog that several designs share must be the same. */
  readonly design: ReadonlyMap<string, string>;
}

export interface Measurement {
  /** The unit with everything below it. */
  readonly total: Resources;
  /** Own resources of each module in it, all instances together, by Verilog name. */
  readonly modules: Readonly<Record<string, Resources>>;
}

/** Synthesises all `units` in one run of yosys. */
export async function measureResources(
  fabric: Fabric,
  units: readonly MeasuredUnit[],
): Promise<Measurement[]> {
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
      flatten: false,
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
        files.set(path, content);
      if (path.startsWith('mem/')) files.set(`design${index}/${path}`, content);
    }
  const wrappers = units.map(({ unit, design }, index) =>
    wrapper(`measure_${index}`, unit, design, designs.indexOf(design)),
  );
  const instances = units.map((_unit, index) => `  (* keep *) measure_${index} u_${index} ();\n`);
  files.set('measure_top.v', `${wrappers.join('')}module measure_top;\n${instances.join('')}endmodule\n`);
  return files;
}

function wrapper(name: string, unit: string, design: ReadonlyMap<string, string>, index: number): string {
  const core = design.get('rtl/accelerator_core.v') ?? '';
  const [, header = ''] = /module accelerator_core #\(([\s\S]*?)\n\) \(/.exec(core) ?? [];
  const [, settings] = new RegExp(`\\n  ${unit} #\\(([\\s\\S]*?)\\n?\\s*\\) u_\\w+ \\(`).exec(core) ?? [];
  if (settings === undefined) throw new Error(`accelerator_core has no ${unit}`);
  const parameters = settings.replaceAll('"mem/', `"design${index}/mem/`);
  return `module ${name} #(${header});\n  (* keep *) ${unit} #(${parameters}) u ();\nendmodule\n`;
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
  const [unit = ''] = Object.keys(modules.get(wrapper) ?? {});
  if (!modules.has(unit)) throw new Error(`yosys lost ${wrapper}`);
  const total = { ...NO_RESOURCES };
  const own: Record<string, Record<keyof Resources, number>> = {};
  const visit = (module: string, times: number): void => {
    const sum = own[sourceName(module)] ?? { ...NO_RESOURCES };
    own[sourceName(module)] = sum;
    for (const [type, count] of Object.entries(modules.get(module) ?? {})) {
      if (modules.has(type)) {
        visit(type, times * count);
        continue;
      }
      const uses = table.get(type)?.uses;
      if (uses === undefined) throw new Error(`${module} holds a cell that nobody knows, ${type}`);
      for (const name of RESOURCE_NAMES) {
        sum[name] += times * count * (uses[name] ?? 0);
        total[name] += times * count * (uses[name] ?? 0);
      }
    }
  };
  visit(unit, 1);
  return { total, modules: own };
}

/** `$paramod$0123…\adder_tree` and `$paramod\adder_tree\COUNT=s32'…` are of adder_tree. */
function sourceName(module: string): string {
  return /^\$paramod(?:\$[0-9a-f]+)?\\(\w+)/.exec(module)?.[1] ?? module;
}
