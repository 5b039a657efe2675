/** The RTL gate: what Verilator, Icarus Verilog and yosys say about a module. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

type Parameters = Readonly<Record<string, number | string>>;
type Files = Readonly<Record<string, string>>;

const WRAPPER = 'lint_wrapper';

/**
 * Every warning and error line of the three tools, each with its tool's name in front; empty when clean.
 * `images` are the memory files that the module reads, by relative path.
 */
export async function lintModule(
  sources: Files,
  top: string,
  parameters: Parameters,
  images: Files = {},
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-lint-'));
  const files = { ...sources, ...images, [`${WRAPPER}.v`]: wrapper(top, parameters) };
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const names = Object.keys(sources);
    const logs = await Promise.all([
      complaints(folder, 'verilator', verilatorArguments(names, top, parameters)),
      complaints(folder, 'iverilog', icarusArguments(names, top, parameters)),
      complaints(folder, 'yosys', ['-q', '-p', yosysScript(names)]),
    ]);
    return logs.flat();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function complaints(folder: string, tool: string, args: readonly string[]): Promise<string[]> {
  const { all, exitCode } = await execa(tool, args, { cwd: folder, all: true, reject: false });
  const lines = all
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `${tool}: ${line}`);
  return exitCode === 0 || lines.length > 0 ? lines : [`${tool}: exit code ${exitCode}`];
}

function verilatorArguments(names: readonly string[], top: string, parameters: Parameters): string[] {
  const settings = Object.entries(parameters).map(([name, value]) => `-G${name}=${literal(value)}`);
  return ['--lint-only', '-Wall', '--language', '1364-2005', '--top-module', top, ...settings, ...names];
}

function icarusArguments(names: readonly string[], top: string, parameters: Parameters): string[] {
  const settings = Object.entries(parameters).map(([name, value]) => `-P${top}.${name}=${literal(value)}`);
  return ['-g2005', '-Wall', '-t', 'null', '-s', top, ...settings, ...names];
}

/** The wrapper sets the parameters: yosys' own option takes neither strings nor negative numbers. */
function yosysScript(names: readonly string[]): string {
  return [
    `read_verilog -defer ${names.join(' ')} ${WRAPPER}.v`,
    `hierarchy -check -top ${WRAPPER}`,
    'proc',
    'check -assert',
  ].join('; ');
}

function wrapper(top: string, parameters: Parameters): string {
  const settings = Object.entries(parameters).map(([name, value]) => `.${name}(${literal(value)})`);
  const list = settings.length === 0 ? '' : ` #(${settings.join(', ')})`;
  return `module ${WRAPPER};\n  (* keep *) ${top}${list} unit ();\nendmodule\n`;
}

function literal(value: number | string): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
