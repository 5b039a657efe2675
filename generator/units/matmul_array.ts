import type { CoreParameters } from './core-parameters.ts';

/** Core cycles from a micro-operation to the result of a one-word tile: weight read, product, tree, accumulator. */
export function arrayLatencyCycles(
  p: Pick<CoreParameters, 'lanes' | 'ternary' | 'levels' | 'weightDelay'>,
): number {
  const treeLevels = Math.log2(p.lanes);
  const lanes =
    p.ternary === 1 ? 2 + Math.floor((1 + treeLevels) / p.levels) : 3 + Math.floor(treeLevels / p.levels);
  return p.weightDelay + lanes;
}
