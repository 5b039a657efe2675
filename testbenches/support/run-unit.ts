/** Runs one hardware unit in Icarus Verilog or Verilator on a list of stimuli and returns its output beats. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { BEAT_MARK, BENCH, type BenchPort, type Capture, stimulusBits, unitBench } from './unit-bench.ts';

export type Simulator = 'icarus' | 'verilator';

/** Values of the input ports in one core cycle; a missing port is 0, a negative value is two's complement. */
export type Stimulus = Readonly<Record<string, bigint | number>>;

export interface UnitRun {
  /** Module with the ports clk_i, rst_i, en_i besides those listed here. */
  readonly top: string;
  /** Verilog by file name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly inputs: readonly BenchPort[];
  readonly capture: readonly Capture[];
  /** One entry a core cycle, from cycle 0, the first after reset. */
  readonly stimulus: readonly Stimulus[];
  /** Core cycles to run; the stimulus is padded with zeros. */
  readonly cycles: number;
  /** Files beside the simulation, by relative path: memory images. */
  readonly images?: Readonly<Record<string, string>>;
  /** Seed of random en_i stalls; without it en_i is always 1. */
  readonly enableSeed?: number | undefined;
  readonly simulator: Simulator;
}

/** One valid word of a captured stream, in core cycle `cycle`; payload values are unsigned. */
export interface Beat {
  readonly stream: string;
  readonly cycle: number;
  readonly payload: Readonly<Record<string, bigint>>;
}

/** Output beats by cycle, then in the order of `capture`. @throws when a tool fails or an output is unknown (x). */
export async function runUnit(run: UnitRun): Promise<Beat[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-unit-'));
  try {
    const sources = await writeRun(folder, run);
    const log =
      run.simulator === 'icarus' ? await runIcarus(folder, sources) : await runVerilator(folder, sources);
    return parseBeats(log, run.capture);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes everything and returns the names of the Verilog files. */
async function writeRun(folder: string, run: UnitRun): Promise<string[]> {
  const enable = enableBits(run.cycles, run.enableSeed);
  const files: Record<string, string> = {
    ...run.images,
    ...run.sources,
    'stimulus.mem': stimulusImage(run),
    'enable.mem': `${enable.join('\n')}\n`,
    [`${BENCH}.v`]: unitBench({ ...run, clockCycles: enable.length }),
  };
  for (const [path, content] of Object.entries(files)) {
    // Verilator's $readmemh loses a last word that no newline ends.
    if (path in (run.images ?? {}) && !content.endsWith('\n'))
      throw new Error(`${path} must end with a newline`);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return [`${BENCH}.v`, ...Object.keys(run.sources)];
}

async function runIcarus(folder: string, sources: readonly string[]): Promise<string> {
  await execa('iverilog', ['-g2005', '-s', BENCH, '-o', 'unit.vvp', ...sources], { cwd: folder });
  const { stdout } = await execa('vvp', ['-n', 'unit.vvp'], { cwd: folder });
  return stdout;
}

/** Registers without reset start from random values, so that nothing may depend on them. */
async function runVerilator(folder: string, sources: readonly string[]): Promise<string> {
  const unknowns = ['--x-assign', 'unique', '--x-initial', 'unique'];
  const flags = ['--binary', '-Wno-fatal', '-Wno-lint', '--top-module', BENCH, ...unknowns, '-CFLAGS', '-O1'];
  const env = { OBJCACHE: await objectCache() };
  await execa('verilator', [...flags, '-Mdir', 'obj', '-o', 'unit', ...sources], { cwd: folder, env });
  const { stdout } = await execa('obj/unit', ['+verilator+rand+reset+2', '+verilator+seed+1'], {
    cwd: folder,
  });
  return stdout;
}

/** Verilator's runtime takes longer to compile than a unit, and is the same for all of them. */
async function objectCache(): Promise<string> {
  const { failed } = await execa('ccache', ['--version'], { reject: false });
  return failed ? '' : 'ccache';
}

/** Hexadecimal words, one a core cycle. */
function stimulusImage({ inputs, stimulus, cycles }: UnitRun): string {
  const known = new Set(inputs.map(({ name }) => name));
  const digits = Math.ceil(stimulusBits(inputs) / 4);
  if (stimulus.length > cycles) throw new Error(`${stimulus.length} stimuli do not fit ${cycles} cycles`);
  return Array.from({ length: cycles }, (_unused, cycle) => {
    const entry = stimulus[cycle] ?? {};
    for (const name of Object.keys(entry)) {
      if (!known.has(name))
        throw new Error(`the stimulus of cycle ${cycle} names ${name}, which is no input`);
    }
    let low = 0n;
    let word = 0n;
    for (const { name, width } of inputs) {
      word |= BigInt.asUintN(width, BigInt(entry[name] ?? 0)) << low;
      low += BigInt(width);
    }
    return `${word.toString(16).padStart(digits, '0')}\n`;
  }).join('');
}

/** en_i of every clock cycle: `cycles` ones, with runs of zeros between them if there is a seed. */
function enableBits(cycles: number, seed: number | undefined): string[] {
  if (seed === undefined) return Array<string>(cycles).fill('1');
  const bits: string[] = [];
  let state = (seed ^ 0x9e3779b9) | 1;
  for (let core = 0; core < cycles; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // Every 64 clock cycles the share of stalls changes: none, a few, half, most.
    const share = [0, 32, 128, 192][(bits.length >> 6) % 4] ?? 0;
    const enabled = ((state >>> 8) & 255) >= share;
    bits.push(enabled ? '1' : '0');
    if (enabled) core += 1;
  }
  return bits;
}

function parseBeats(log: string, capture: readonly Capture[]): Beat[] {
  const beats: Beat[] = [];
  for (const line of log.split('\n')) {
    const [mark, index, cycle, valid, ...values] = line.split(' ');
    if (mark !== BEAT_MARK) continue;
    const shape = capture[Number(index)];
    if (shape === undefined || valid !== '1') throw new Error(`cycle ${cycle}: ${shape?.valid} is ${valid}`);
    const payload: Record<string, bigint> = {};
    shape.payload.forEach(({ name }, position) => {
      const value = values[position] ?? '';
      if (!/^[0-9a-f]+$/.test(value)) throw new Error(`cycle ${cycle}: ${name} is unknown (${value})`);
      payload[name] = BigInt(`0x${value}`);
    });
    beats.push({ stream: shape.stream, cycle: Number(cycle), payload });
  }
  return beats;
}
