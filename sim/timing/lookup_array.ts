import type { CoreParameters } from '../../generator/units/core-parameters.ts';
import type { ArrayWork } from './array-work.ts';

type LookupTiming = Pick<CoreParameters, 'lanes' | 'levels' | 'weightDelay'>;

/** Sums of three operands with weights −1, 0, 1. */
const SUMS = 27;

/** Cycle in which an operand word is read first, for the first sum of its tables. */
export function lookupOperandRead(issue: number, word: number, work: ArrayWork, p: LookupTiming): number {
  return issue + 1 + p.weightDelay + word * wordCycles(work);
}

/** Cycle in which the result of a tile leaves: the last word's digits are in, table and tree are through, then digits, then sum. */
export function lookupResult(issue: number, tile: number, work: ArrayWork, p: LookupTiming): number {
  const lastWord = work.identity ? issue : issue + (work.words - 1) * wordCycles(work) + fillCycles();
  const lastDigit = lastWord + tile * work.planes + work.planes - 1;
  const looked = lastDigit + 1 + p.weightDelay;
  const tables = Math.ceil(p.lanes / 3);
  const treeLevels = Math.ceil(Math.log2(tables));
  return looked + Math.floor((treeLevels + 1) / p.levels) + 1 + 1;
}

/** First cycle in which the array takes the next operation. */
export function lookupFree(issue: number, work: ArrayWork): number {
  return work.identity ? issue + work.tiles : issue + work.words * wordCycles(work);
}

/** Tables, then a beat a digit of each tile. */
function wordCycles({ tiles, planes }: ArrayWork): number {
  return fillCycles() + tiles * planes;
}

/** A sum a cycle, each written in the cycle behind it. */
function fillCycles(): number {
  return SUMS + 1;
}
