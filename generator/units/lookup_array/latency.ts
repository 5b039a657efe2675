import type { ArrayOperation } from '../array-operation.ts';
import { lookupGroups } from './groups.ts';
import type { LookupArrayParameters } from './parameters.ts';

/** Beats that filling the tables takes: 3^3 sums, and one until the last of them is written. */
const FILL_BEATS = 28;

/** Core cycles from a beat to the result that it completes: weight read, tables and tree, digits, accumulator. */
export function lookupLatencyCycles(
  p: Pick<LookupArrayParameters, 'lanes' | 'levels' | 'weightDelay'>,
): number {
  const treeLevels = Math.ceil(Math.log2(lookupGroups(p.lanes)));
  return p.weightDelay + 3 + Math.floor((1 + treeLevels) / p.levels);
}

/** The beat of an operation that completes a tile: all tiles follow one another, with the last word at last. */
export function lookupCompletingBeat(operation: ArrayOperation, tile: number): number {
  if (operation.identity) return tile;
  const { words, tiles, planes, repeats } = operation;
  // The tables still hold the word that the last operation on the vector ended with.
  const fills = repeats === 0 ? words : words - 1;
  return fills * FILL_BEATS + (words - 1) * tiles * planes + (tile + 1) * planes - 1;
}
