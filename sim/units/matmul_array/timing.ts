import type { CoreParameters } from '../../../generator/units/core-parameters.ts';
import type { ArrayWork } from '../../timing/array-work.ts';

/** What the array's latency depends on. */
type ArrayParameters = Pick<CoreParameters, 'lanes' | 'ternary' | 'levels' | 'weightDelay' | 'groupSize'>;

/** Cycle in which an operand word is read first: with the weight, which comes a cycle or two behind its address. */
export function operandRead(
  issue: number,
  word: number,
  _work: ArrayWork,
  { weightDelay }: Pick<CoreParameters, 'weightDelay'>,
): number {
  return issue + 1 + weightDelay + word;
}

/** Cycle in which the result of tile `tile` leaves. */
export function tileResult(issue: number, tile: number, work: ArrayWork, p: ArrayParameters): number {
  const beats = work.words * work.planes;
  const lastOperand = issue + 1 + p.weightDelay + tile * beats + beats - 1;
  return lastOperand + laneToAccumulator(p) + (p.groupSize > 0 ? GROUP_STAGES : 0) + 1;
}

/** Sum of the group; less the zero point's share; times the group's scale. */
const GROUP_STAGES = 3;

/** First cycle in which the array takes the next operation. */
export function arrayFree(issue: number, { words, tiles, planes }: ArrayWork): number {
  return issue + words * planes * tiles;
}

/** Registers between operand and accumulator: the product's (multipliers), and the cuts of the adder tree. */
function laneToAccumulator(p: ArrayParameters): number {
  const treeLevels = Math.ceil(Math.log2(p.lanes));
  // Selecting a ternary lane's term is a level of the tree's first stage.
  if (p.ternary === 1) return Math.floor((treeLevels + 1) / p.levels);
  return 1 + Math.floor(treeLevels / p.levels);
}
