import type { CoreParameters } from '../../generator/units/core-parameters.ts';

type Timing = Pick<CoreParameters, 'rows' | 'vocabulary' | 'samplerStages'>;

/** Logits that one stage compares and sums at once. */
const STAGE_LOGITS = 36;

/** Core cycle of the token whose last logits came at `logitsLast`. */
export function samplerParallelToken(
  logitsLast: number,
  { rows, vocabulary, samplerStages }: Timing,
): number {
  const lanes = Math.min(rows, vocabulary);
  const compared = logitsLast + (lanes > (samplerStages === 6 ? STAGE_LOGITS : 17) ? 1 : 0);
  const summed = compared + (vocabulary > STAGE_LOGITS ? 2 : 0);
  return summed + samplerStages;
}
