import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packagePath } from '../../generator/package-root.ts';
import { compileBench } from '../support/edge-bench.ts';
import { ODD_DESIGN, SMALL_DESIGN } from '../support/edge-designs.ts';
import { runSequence, type SequenceSettings } from '../support/edge-model.ts';
import { edgeSources, type TopView } from '../support/edge-sources.ts';
import { describeWith } from '../support/requirements.ts';
import type { Simulator } from '../support/run-unit.ts';

/** Bits of a byte on the line, with start and stop. */
const BYTE = 10;
const BREAK = 0x100;

/** Bytes to send, not before a time in bits. */
type Batch = readonly [time: number, bytes: readonly number[]];

/** Clock cycles a bit, as the design has it and as the sender has it. */
interface Line {
  readonly bit: number;
  readonly sendBit: number;
}

/** ASCII codes of a text. */
const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const bytes32 = (value: number): number[] =>
  [0, 8, 16, 24].map((shift) => Math.floor(value / 2 ** shift) % 256);

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

function settings(view: TopView, changes: Partial<SequenceSettings> = {}): SequenceSettings {
  const core = {
    greedy: 1,
    topK: 0,
    topP: 65536,
    seed: 0,
    mantissa: view.headMantissa,
    shift: view.headShift,
  };
  return {
    vocabulary: view.vocabulary,
    context: view.context,
    stopToken: null,
    maxNewTokens: 0,
    core,
    ...changes,
  };
}

/** What the board says of a sequence. */
function spoken(view: TopView, prompt: readonly number[], changes: Partial<SequenceSettings> = {}): number[] {
  return runSequence(prompt, settings(view, changes)).outputs.flatMap(({ data, last, user }) => [
    ...ascii(user === 1 ? 'e' : last === 1 ? 'l' : 't'),
    ...bytes32(data).slice(0, view.tdataBits / 8),
  ]);
}

/** A board on the line: sends bytes and returns those that it said within so many bits' time. */
class Board {
  readonly #folder: string;
  readonly #command: readonly string[];
  readonly #bit: number;
  #runs = 0;

  private constructor(folder: string, command: readonly string[], bit: number) {
    this.#folder = folder;
    this.#command = command;
    this.#bit = bit;
  }

  static async make(simulator: Simulator, view: TopView, line: Line): Promise<Board> {
    const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-uart-'));
    return new Board(folder, await compileUart(simulator, folder, view, line), line.bit);
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
    expect(stdout).toContain('END');
    expect(stdout).not.toContain('FAULT');
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

const write = (offset: number, value: number): number[] => [...ascii('W'), offset / 4, ...bytes32(value)];
const read = (offset: number): number[] => [...ascii('R'), offset / 4];
const IDENTITY = [...ascii('r'), 0, ...bytes32(0x66706761)];

describe('fpga_gen_uart', () => {
  for (const [tool, simulator, name, view] of [
    ['iverilog', 'icarus', 'one byte a token', SMALL_DESIGN],
    ['iverilog', 'icarus', 'two bytes a token', ODD_DESIGN],
    ['verilator', 'verilator', 'one byte a token', SMALL_DESIGN],
  ] as const) {
    describeWith({ tools: [tool] }, `in ${simulator}, ${name}`, () => {
      let board: Board;
      beforeAll(async () => {
        board = await Board.make(simulator, view, { bit: 8, sendBit: 8 });
      });
      afterAll(() => board?.remove());

      const token = (value: number): number[] => bytes32(value).slice(0, view.tdataBits / 8);

      test('takes prompts in pieces and speaks the tokens', async () => {
        const prompt = [4, 5, view.vocabulary - 1];
        const said = await board.converse(1500, [
          [0, [...ascii('Q'), 1, ...token(4)]],
          [90, [...ascii('P'), 2, ...token(5), ...token(view.vocabulary - 1)]],
          [1200, [...ascii('P'), 1, ...token(view.vocabulary)]],
        ]);
        expect(said).toEqual([...spoken(view, prompt), ...spoken(view, [view.vocabulary])]);
      });

      test('writes and reads registers, and refuses those that are not there', async () => {
        const said = await board.converse(1200, [
          [0, [...write(0x34, 2), ...read(0x34), ...read(0), ...write(0x10, 1), ...read(0x3fc)]],
          [700, [...ascii('P'), 1, ...token(3)]],
        ]);
        expect(said).toEqual([
          ...[...ascii('w'), 0],
          ...[...ascii('r'), 0, ...bytes32(2)],
          ...IDENTITY,
          ...[...ascii('w'), 1],
          ...[...ascii('r'), 1, 0, 0, 0, 0],
          ...spoken(view, [3], { maxNewTokens: 2 }),
        ]);
      });

      test('an unknown command silences it until a break, which aborts', async () => {
        const said = await board.converse(1500, [
          [0, [...ascii('xP'), 1, ...token(3)]],
          [150, [BREAK]],
          [250, [...ascii('P'), 1, ...token(3), BREAK]],
          [600, read(0)],
        ]);
        expect(said.slice(0, 2)).toEqual(ascii('?x'));
        expect(said.slice(-6)).toEqual(IDENTITY);
        // Some tokens came before the break; then the sequence is closed.
        const sequence = said.slice(2, -6);
        const closing = [...ascii('e'), ...token(4)];
        expect(sequence.slice(-closing.length)).toEqual(closing);
        const before = sequence.slice(0, -closing.length);
        expect(spoken(view, [3]).slice(0, before.length)).toEqual(before);
      });

      test('says so when the receive buffer overflows', async () => {
        // Answers are longer than questions: the buffer of 16 bytes fills.
        const questions = Array.from({ length: 16 }, () => read(0)).flat();
        const said = await board.converse(1600, [
          [0, questions],
          [1200, [BREAK]],
          [1300, read(0)],
        ]);
        const overflow = said.findIndex((byte, at) => at % IDENTITY.length === 0 && byte === 0x6f);
        expect(overflow).toBeGreaterThan(0);
        expect(said.slice(overflow)).toEqual([...ascii('o'), 0, ...IDENTITY]);
      });
    });
  }

  describeWith({ tools: ['iverilog'] }, 'with a clock that is not the same', () => {
    test.each([31, 33])('understands a sender of %i cycles a bit instead of 32', async (sendBit) => {
      const board = await Board.make('icarus', SMALL_DESIGN, { bit: 32, sendBit });
      const sent = [...write(0x44, 0x55aa00ff), ...read(0x44)];
      const said = await board.converse(20 * BYTE, [[0, sent]]);
      await board.remove();
      expect(said).toEqual([...ascii('w'), 0, ...ascii('r'), 0, ...bytes32(0x55aa00ff)]);
    });
  });
});
