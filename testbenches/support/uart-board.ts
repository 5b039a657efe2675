/** A board with `fpga_gen_uart` around `fixture_core`, on a serial line. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { packagePath } from '../../generator/package-root.ts';
import { compileBench } from '../units/edges/bench.ts';
import { edgeSources, type TopView } from '../units/edges/sources.ts';
import type { Simulator } from './run-unit.ts';

/** Bytes to send, not before a time in bits. */
type Batch = readonly [time: number, bytes: readonly number[]];

/** Clock cycles a bit, as the design has it and as the sender has it. */
interface Line {
  readonly bit: number;
  readonly sendBit: number;
}

/** A board on the line: sends bytes and returns those that it said within so many bits' time. */
export class UartBoard {
  readonly #folder: string;
  readonly #command: readonly string[];
  readonly #bit: number;
  #runs = 0;

  private constructor(folder: string, command: readonly string[], bit: number) {
    this.#folder = folder;
    this.#command = command;
    this.#bit = bit;
  }

  static async make(simulator: Simulator, view: TopView, line: Line): Promise<UartBoard> {
    const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-uart-'));
    return new UartBoard(folder, await compileUart(simulator, folder, view, line), line.bit);
  }

  async converse(bits: number, batches: readonly Batch[]): Promise<number[]> {
    this.#runs += 1;
    const work = join(this.#folder, `run${this.#runs}`);
    await mkdir(work);
    const lines = batches.flatMap(([time, bytes]) =>
      bytes.map((byte) => `1${hexadecimal(time * this.#bit, 8)}${hexadecimal(byte, 4)}`),
    );
    const padding = Array<string>(1024 - lines.length).fill('0');
    await writeFile(join(work, 'rx.mem'), `${[...lines, ...padding].join('\n')}\n`);
    const [program = '', ...args] = this.#command;
    const { stdout } = await execa(program, [...args, `+cycles=${bits * this.#bit}`], { cwd: work });
    if (!stdout.includes('END') || stdout.includes('FAULT')) throw new Error(stdout);
    const said = stdout.split('\n').filter((line) => line.startsWith('TX '));
    return said.map((line) => Number(line.split(' ')[2]));
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** Compiles the bench for a design whose receive buffer has 16 bytes. */
async function compileUart(
  simulator: Simulator,
  folder: string,
  view: TopView,
  { bit, sendBit }: Line,
): Promise<string[]> {
  const sources = edgeSources('uart', { ...view, clockHz: bit * 115_200 });
  for (const [name, content] of Object.entries(sources)) {
    await writeFile(join(folder, name), content.replace('BUFFER_BITS = 9', 'BUFFER_BITS = 4'));
  }
  const files = [packagePath('testbenches', 'fixtures', 'uart_bench.v'), ...Object.keys(sources)];
  return compileBench(simulator, folder, 'uart_bench', files, { SEND_BIT: sendBit, TAKE_BIT: bit });
}
