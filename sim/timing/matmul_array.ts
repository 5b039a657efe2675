import type { CoreParameters } from '../../generator/units/core-parameters.ts';

/** What the array's latency depends on. */
type ArrayParameters = Pick<CoreParameters, 'lanes' | 'ternary' | 'levels' | 'weightDelay' | 'groupSize'>;

/** Cycle in which the operand of beat `beat` is read: with the weight, which comes a cycle or two behind its address. */
export function operandRead(
  issue: number,
  beat: number,
  { weightDelay }: Pick<CoreParameters, 'weightDelay'>,
): number {
  return issue + 1 + weightDelay + beat;
}

/** Cycle in which the result of tile `tile` leaves, of an operation of `words` beats a tile (all digits counted). */
export function tileResult(issue: number, tile: number, words: number, p: ArrayParameters): number {
  const lastOperand = operandRead(issue, tile * words + words - 1, p);
  return lastOperand + laneToAccumulator(p) + (p.groupSize > 0 ? GROUP_STAGES : 0) + 1;
}

/** Sum of the group; less the zero point's share; times the group's scale. */
const GROUP_STAGES = 3;

/** Registers between operand and accumulator: the product's (multipliers), and the cuts of the adder tree. */
function laneToAccumulator(p: ArrayParameters): number {
  const treeLevels = Math.ceil(Math.log2(p.lanes));
  // Selecting a ternary lane's term is a level of the tree's first stage.
  if (p.ternary === 1) return Math.floor((treeLevels + 1) / p.levels);
  return 1 + Math.floor(treeLevels / p.levels);
}
