/** Every Verilog file as it stands, with its default parameters, and the parameters that it must refuse. */

import { basename, dirname } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type IllegalParameters, illegalParameters } from './support/illegal-parameters.ts';
import { describeWith } from './support/requirements.ts';
import { rtlFiles } from './support/rtl-files.ts';

/** These hold modules that only a build has; its own lint script covers them. */
const OF_A_BUILD = ['accelerator_control', 'accelerator_shell'];

const FILES = rtlFiles().filter((file) => !OF_A_BUILD.includes(basename(file, '.v')));
const FOLDERS = [...new Set(FILES.map(dirname))].flatMap((folder) => ['-y', folder]);
const VERILATOR = ['--lint-only', '-Wall', '--language', '1364-2005', ...FOLDERS, '--top-module'];
const ICARUS = ['-g2005', '-Wall', '-t', 'null', ...FOLDERS];

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'RTL in place', () => {
  test('is clean under Verilator, module by module', async () => {
    const complaints: string[] = [];
    for (const file of FILES)
      complaints.push(...(await output('verilator', [...VERILATOR, basename(file, '.v'), file])));
    expect(complaints).toEqual([]);
  }, 300_000);

  test('is clean under Icarus Verilog, each module as a top', async () => {
    const tops = FILES.flatMap((file) => ['-s', basename(file, '.v')]);
    expect(await output('iverilog', [...ICARUS, ...tops, ...FILES])).toEqual([]);
  }, 120_000);

  test('is clean under yosys', async () => {
    const script = `read_verilog ${FILES.join(' ')}; hierarchy -check; proc; check -assert`;
    expect(await output('yosys', ['-q', '-p', script])).toEqual([]);
  }, 120_000);

  test.each(illegalParameters)(
    '%s says %s',
    async (unit, rule, parameters) => {
      const missing = `${unit}_${rule}`;
      for (const [tool, args] of elaborations(unit, parameters)) {
        const { all, exitCode } = await execa(tool, args, { all: true, reject: false });
        expect([tool, exitCode === 0], all).toEqual([tool, false]);
        expect(all, tool).toContain(missing);
      }
    },
    60_000,
  );
});

async function output(tool: string, args: readonly string[]): Promise<string[]> {
  const { all, exitCode } = await execa(tool, args, { all: true, reject: false });
  const lines = all.split('\n').filter((line) => line.trim() !== '');
  return exitCode === 0 || lines.length > 0 ? lines : [`${tool}: exit code ${exitCode}`];
}

/** How each tool elaborates `unit` with parameters other than its own. */
function elaborations(unit: string, parameters: IllegalParameters): (readonly [string, readonly string[]])[] {
  const file = FILES.find((path) => basename(path, '.v') === unit) ?? unit;
  const settings = Object.entries(parameters);
  return [
    ['verilator', [...VERILATOR, unit, ...settings.map(([name, value]) => `-G${name}=${value}`), file]],
    [
      'iverilog',
      [...ICARUS, '-s', unit, ...settings.map(([name, value]) => `-P${unit}.${name}=${value}`), file],
    ],
  ];
}
