import type { Board } from './board.ts';
import { RESOURCE_NAMES } from './board-schema.ts';

/** Numbers of a board by what stands behind them. */
export interface SourceCounts {
  readonly verified: number;
  readonly assumption: number;
  readonly fromMemory: number;
}

/** Counts the sources of a board's numbers, so that a reader sees how much of it to trust. */
export function countSources(board: Board): SourceCounts {
  const sources = [
    ...RESOURCE_NAMES.map((name) => board.resources[name]),
    board.defaultClock,
    ...board.operatingPoints,
    ...(board.oscillator === null ? [] : [board.oscillator]),
  ].map(({ source }) => source.toLowerCase());
  const assumption = sources.filter((source) => source.startsWith('assumption')).length;
  const fromMemory = sources.filter((source) => source.startsWith('from memory')).length;
  return { verified: sources.length - assumption - fromMemory, assumption, fromMemory };
}
