import type { BoardsResult } from '../schema/boards.ts';
import type { Board, BoardResource } from '../sizing/board.ts';
import type { SourceCounts } from '../sizing/board-sources.ts';
import type { CommandSpec } from './command.ts';
import { grouped, quantity } from './quantity.ts';
import { table } from './table.ts';

export const boardsCommand: CommandSpec<Record<never, never>, BoardsResult> = {
  name: 'boards',
  description: 'List the boards that --board knows by name.',
  flags: {},
  run: async () => {
    const { listBoards, loadBoard } = await import('../sizing/board.ts');
    const { countSources } = await import('../sizing/board-sources.ts');
    return {
      boards: listBoards().map((name) => {
        const board = loadBoard(name);
        return summary(board, countSources(board));
      }),
    };
  },
  show: showBoards,
};

type BoardSummary = BoardsResult['boards'][number];

function summary(board: Board, { verified, assumption, fromMemory }: SourceCounts): BoardSummary {
  const { name, title, part, family, resources, defaultClock, operatingPoints } = board;
  return {
    name,
    title,
    part,
    family,
    resources: {
      lut: countOf(resources.lut),
      ff: countOf(resources.ff),
      bram: countOf(resources.bram),
      uram: countOf(resources.uram),
      dsp: countOf(resources.dsp),
    },
    clock_hz: defaultClock.hz,
    max_clock_hz: Math.max(...operatingPoints.map(({ hz }) => hz)),
    sources: { verified, assumption, from_memory: fromMemory },
  };
}

function countOf({ count, unit }: BoardResource): BoardSummary['resources']['lut'] {
  return { count, unit };
}

function showBoards({ boards }: BoardsResult): string {
  const rows = boards.map(({ name, title, resources, clock_hz, sources }) => {
    const { lut, bram, uram, dsp } = resources;
    const counts = [lut, bram, uram, dsp].map(({ count, unit }) =>
      count === 0 ? '' : `${grouped(count)} ${unit}`,
    );
    const unverified = sources.assumption + sources.from_memory;
    return [name, ...counts, quantity(clock_hz, 'Hz'), unverified === 0 ? '' : String(unverified), title];
  });
  return [
    table(['board', 'logic', 'block RAM', 'large RAM', 'DSP', 'clock', 'unverified', 'name'], rows),
    '',
    'unverified: how many numbers of the board file are assumptions or from memory; the file says which.',
    'A board of your own is a file like those in designs/boards: --board ./my-board.yaml',
  ].join('\n');
}
