import type { CoreParameters } from '../../../generator/units/core-parameters.ts';

type Timing = Pick<CoreParameters, 'rows' | 'vocabulary'>;

/** Logits are compared, weighed and ordered in three turns, so that what comes once for all waits for two more. */
const TURNS = 3;

/** Core cycle of the token whose last logits came at `logitsLast`. */
export function samplerParallelToken(logitsLast: number, { rows, vocabulary }: Timing): number {
  const maximum = logitsLast + levelsOfFour(Math.min(rows, vocabulary));
  const weights = maximum + TURNS + 1;
  const inOrder = weights + TURNS;
  const limit = inOrder + 2;
  const kept = limit + 1;
  const total = kept + 1;
  const sums = total + 2;
  return sums + 1;
}

/** Levels that find the largest of a beat's lanes, by four; one register more than a single level needs is always there. */
function levelsOfFour(lanes: number): number {
  let levels = 2;
  for (let reach = 16; reach < lanes; reach *= 4) levels++;
  return levels;
}
