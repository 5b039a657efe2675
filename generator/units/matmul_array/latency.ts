import type { ArrayOperation } from '../array-operation.ts';
import type { MatmulArrayParameters } from './parameters.ts';

/** A group's sum behind its correction, behind its scale, and the accumulator. */
const GROUP_CYCLES = 3;

/** Core cycles from a beat to the result that it completes: weight read, product, tree, (group,) accumulator. */
export function arrayLatencyCycles(
  p: Pick<MatmulArrayParameters, 'lanes' | 'ternary' | 'levels' | 'weightDelay' | 'groupSize'>,
): number {
  const treeLevels = Math.log2(p.lanes);
  const lanes =
    p.ternary === 1 ? 2 + Math.floor((1 + treeLevels) / p.levels) : 3 + Math.floor(treeLevels / p.levels);
  return p.weightDelay + lanes + (p.groupSize === 0 ? 0 : GROUP_CYCLES);
}

/** The beat of an operation that completes a tile: all words of a tile follow one another. */
export function completingBeat({ words, planes }: ArrayOperation, tile: number): number {
  return (tile + 1) * words * planes - 1;
}
