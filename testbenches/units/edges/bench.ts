/** Runs `testbenches/fixtures/edges_bench.v`: the accelerator's AXI top around `fixture_core`, file-driven. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { packagePath } from '../../../generator/package-root.ts';
import type { Simulator } from '../../support/run-unit.ts';
import { edgeSources, type TopView } from './sources.ts';

/** Cycles count from the first in which the input stream is ready; lists are in order of cycles. */
export interface EdgeStimulus {
  /** Cycles to run. */
  readonly cycles: number;
  readonly prompt?: readonly { readonly cycle: number; readonly last: boolean; readonly data: number }[];
  /** The receiver of the output is not ready from `from` to `to` − 1. */
  readonly stalls?: readonly { readonly from: number; readonly to: number }[];
  /** aresetn is low from `from` to `to` − 1. */
  readonly resets?: readonly { readonly from: number; readonly to: number }[];
  readonly writes?: readonly BusWrite[];
  readonly reads?: readonly BusRead[];
}

/** Address and data are offered from `cycle` or, if that is later, after those before them; delays (cycles) count from there. */
export interface BusWrite {
  readonly cycle: number;
  readonly address: number;
  readonly data: number;
  readonly strobe?: number;
  readonly addressDelay?: number;
  readonly dataDelay?: number;
  readonly readyDelay?: number;
}

export interface BusRead {
  readonly cycle: number;
  readonly address: number;
  readonly readyDelay?: number;
}

export interface EdgeLog {
  readonly inputs: readonly { cycle: number; data: number; last: number }[];
  readonly outputs: readonly { cycle: number; data: number; last: number; user: number }[];
  readonly steps: readonly {
    cycle: number;
    token: number;
    position: number;
    prefill: number;
    first: number;
  }[];
  /** Settings of each sequence in its first step. */
  readonly settings: readonly Settings[];
  readonly written: readonly { cycle: number; response: number }[];
  readonly read: readonly { cycle: number; response: number; data: number }[];
  /** Cycles in which the core was enabled. */
  readonly enabledCycles: number;
  /** Broken rules; empty when all is well. */
  readonly faults: readonly string[];
}

export interface Settings {
  readonly greedy: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly mantissa: number;
  readonly shift: number;
}

export interface EdgeBench {
  run(stimulus: EdgeStimulus): Promise<EdgeLog>;
  remove(): Promise<void>;
}

/** Lines of a stimulus file: SIZE in the bench. */
const LINES = 1024;

/** Compiles the bench once for many runs. */
export async function compileEdgeBench(simulator: Simulator, view: TopView): Promise<EdgeBench> {
  const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-edges-'));
  const sources = edgeSources('axi', view);
  for (const [name, content] of Object.entries(sources)) await writeFile(join(folder, name), content);
  const files = [packagePath('testbenches', 'fixtures', 'edges_bench.v'), ...Object.keys(sources)];
  const command = await compileBench(simulator, folder, 'edges_bench', files, { TDATA_BITS: view.tdataBits });
  let runs = 0;
  return {
    async run(stimulus) {
      runs += 1;
      const work = join(folder, `run${runs}`);
      await mkdir(work);
      for (const [name, content] of Object.entries(stimulusFiles(stimulus))) {
        await writeFile(join(work, name), content);
      }
      const [program = '', ...args] = command;
      const { stdout } = await execa(program, [...args, `+cycles=${stimulus.cycles}`], { cwd: work });
      return parseLog(stdout);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Compiles a bench with all that it needs; returns the command that runs it. Registers start unknown or random. */
export async function compileBench(
  simulator: Simulator,
  folder: string,
  bench: string,
  files: readonly string[],
  parameters: Readonly<Record<string, number>> = {},
): Promise<string[]> {
  const settings = Object.entries(parameters);
  if (simulator === 'icarus') {
    const values = settings.map(([name, value]) => `-P${bench}.${name}=${value}`);
    await execa('iverilog', ['-g2005', '-s', bench, ...values, '-o', 'bench.vvp', ...files], { cwd: folder });
    return ['vvp', '-n', join(folder, 'bench.vvp')];
  }
  const values = settings.map(([name, value]) => `-G${name}=${value}`);
  const unknowns = ['--x-assign', 'unique', '--x-initial', 'unique'];
  const flags = ['--binary', '-Wno-fatal', '-Wno-lint', '--top-module', bench, ...values, ...unknowns];
  const { failed } = await execa('ccache', ['--version'], { reject: false });
  await execa('verilator', [...flags, '-CFLAGS', '-O0', '-Mdir', 'obj', '-o', 'bench', ...files], {
    cwd: folder,
    env: { OBJCACHE: failed ? '' : 'ccache' },
  });
  return [join(folder, 'obj', 'bench'), '+verilator+rand+reset+2', '+verilator+seed+7'];
}

function stimulusFiles({ prompt = [], stalls = [], resets = [], writes = [], reads = [] }: EdgeStimulus) {
  return {
    'prompt.mem': image(prompt.map(({ cycle, last, data }) => [cycle, last ? 1 : 0, data])),
    'stall.mem': image(stalls.map(({ from, to }) => [from, to])),
    'reset.mem': image(resets.map(({ from, to }) => [from, to])),
    'write.mem': image(
      writes.map(({ cycle, address, data, strobe = 15, addressDelay = 0, dataDelay = 0, readyDelay = 0 }) => [
        cycle,
        address,
        data,
        strobe,
        addressDelay,
        dataDelay,
        readyDelay,
      ]),
    ),
    'read.mem': image(reads.map(({ cycle, address, readyDelay = 0 }) => [cycle, address, readyDelay])),
  };
}

function image(lines: readonly (readonly number[])[]): string {
  if (lines.length >= LINES) throw new Error(`${lines.length} stimuli are more than the bench holds`);
  const words = lines.map((fields) => `1${fields.map(hexadecimal).join('')}`);
  return `${[...words, ...Array<string>(LINES - words.length).fill('0')].join('\n')}\n`;
}

function hexadecimal(value: number): string {
  return BigInt.asUintN(32, BigInt(value)).toString(16).padStart(8, '0');
}

function parseLog(text: string): EdgeLog {
  const lines = text.split('\n').map((line) => line.trim());
  const of = (mark: string): number[][] =>
    lines
      .filter((line) => line.startsWith(`${mark} `))
      .map((line) => line.split(' ').slice(1))
      .map((values) => values.map(knownNumber));
  const [ending] = of('END');
  if (ending === undefined) throw new Error(`the bench did not reach its end:\n${text}`);
  return {
    inputs: of('IN').map(([cycle = 0, data = 0, last = 0]) => ({ cycle, data, last })),
    outputs: of('OUT').map(([cycle = 0, data = 0, last = 0, user = 0]) => ({ cycle, data, last, user })),
    steps: of('STEP').map(([cycle = 0, token = 0, position = 0, prefill = 0, first = 0]) => ({
      cycle,
      token,
      position,
      prefill,
      first,
    })),
    settings: of('SETTINGS').map(
      ([greedy = 0, topK = 0, topP = 0, seed = 0, mantissa = 0, shift = 0]): Settings => ({
        greedy,
        topK,
        topP,
        seed,
        mantissa,
        shift,
      }),
    ),
    written: of('B').map(([cycle = 0, response = 0]) => ({ cycle, response })),
    read: of('R').map(([cycle = 0, response = 0, data = 0]) => ({ cycle, response, data })),
    enabledCycles: ending[0] ?? 0,
    faults: lines.filter((line) => line.startsWith('FAULT')),
  };
}

function knownNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`a value is unknown: ${text}`);
  return Number(text);
}
