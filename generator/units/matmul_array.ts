import type { CoreParameters } from './core-parameters.ts';

/** A group's sum behind its correction, behind its scale, and the accumulator. */
const GROUP_CYCLES = 3;

/** Core cycles from a micro-operation to the result of a one-word tile: weight read, product, tree, (group,) accumulator. */
export function arrayLatencyCycles(
  p: Pick<CoreParameters, 'lanes' | 'ternary' | 'levels' | 'weightDelay' | 'groupSize'>,
): number {
  const treeLevels = Math.log2(p.lanes);
  const lanes =
    p.ternary === 1 ? 2 + Math.floor((1 + treeLevels) / p.levels) : 3 + Math.floor(treeLevels / p.levels);
  return p.weightDelay + lanes + (p.groupSize === 0 ? 0 : GROUP_CYCLES);
}
