import type { CoreParameters } from '../../../generator/units/core-parameters.ts';
import type { ArrayWork } from '../../timing/array-work.ts';

type LookupTiming = Pick<CoreParameters, 'lanes' | 'levels' | 'weightDelay'>;

/** Sums of three operands with weights −1, 0, 1. */
const SUMS = 27;

/**
 * Cycle before which an operand word must be there: that of the first sum of its tables; of the first word the one behind the issue,
 * when the operation has looked whether a vector has come.
 */
export function lookupOperandRead(issue: number, word: number, work: ArrayWork, p: LookupTiming): number {
  const turn = (word + work.repeats) % work.words;
  return turn === 0 ? issue + 1 : beginOfTurn(issue, turn, work) + 1 + p.weightDelay;
}

/** Cycle in which the result of a tile leaves: the last word's digits are in, table and tree are through, then digits, then sum. */
export function lookupResult(issue: number, tile: number, work: ArrayWork, p: LookupTiming): number {
  const lastDigit = lookupFree(issue, work) - (work.tiles - tile - 1) * work.planes - 1;
  const looked = lastDigit + 1 + p.weightDelay;
  const tables = Math.ceil(p.lanes / 3);
  const treeLevels = Math.ceil(Math.log2(tables));
  return looked + Math.floor((treeLevels + 1) / p.levels) + 1 + 1;
}

/** First cycle in which the array takes the next operation. */
export function lookupFree(issue: number, work: ArrayWork): number {
  return work.identity ? issue + work.tiles : beginOfTurn(issue, work.words, work);
}

/** When an operation turns to its next word. Nothing fills the tables for its first where an earlier one has left it in them. */
function beginOfTurn(issue: number, turn: number, { tiles, planes, repeats }: ArrayWork): number {
  const held = repeats > 0 ? Math.min(turn, 1) : 0;
  // A sum a cycle, each written in the cycle behind it, then a beat a digit of each tile.
  return issue + (turn - held) * (SUMS + 1) + turn * tiles * planes;
}
