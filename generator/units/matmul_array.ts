import type { ArrayOperation } from './array-operation.ts';
import type { CoreParameters } from './core-parameters.ts';

/** Core cycles from a beat to the result that it completes: weight read, product, tree, accumulator. */
export function arrayLatencyCycles(
  p: Pick<CoreParameters, 'lanes' | 'ternary' | 'levels' | 'weightDelay'>,
): number {
  const treeLevels = Math.log2(p.lanes);
  const lanes =
    p.ternary === 1 ? 2 + Math.floor((1 + treeLevels) / p.levels) : 3 + Math.floor(treeLevels / p.levels);
  return p.weightDelay + lanes;
}

/** The beat of an operation that completes a tile: all words of a tile follow one another. */
export function completingBeat({ words, planes }: ArrayOperation, tile: number): number {
  return (tile + 1) * words * planes - 1;
}
