import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../support/requirements.ts';
import { UartBoard } from '../../support/uart-board.ts';
import { ODD_DESIGN, SMALL_DESIGN } from '../edges/designs.ts';
import { runSequence, type SequenceSettings } from '../edges/model.ts';
import type { TopView } from '../edges/sources.ts';

/** Bits of a byte on the line, with start and stop. */
const BYTE = 10;
const BREAK = 0x100;

/** ASCII codes of a text. */
const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const bytes32 = (value: number): number[] =>
  [0, 8, 16, 24].map((shift) => Math.floor(value / 2 ** shift) % 256);

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
      let board: UartBoard;
      beforeAll(async () => {
        board = await UartBoard.make(simulator, view, { bit: 8, sendBit: 8 });
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
      const board = await UartBoard.make('icarus', SMALL_DESIGN, { bit: 32, sendBit });
      const sent = [...write(0x44, 0x55aa00ff), ...read(0x44)];
      const said = await board.converse(20 * BYTE, [[0, sent]]);
      await board.remove();
      expect(said).toEqual([...ascii('w'), 0, ...ascii('r'), 0, ...bytes32(0x55aa00ff)]);
    });
  });
});
