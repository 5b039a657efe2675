import type { CoreParameters } from './core-parameters.ts';

type Timing = Pick<CoreParameters, 'rows' | 'vocabulary' | 'samplerStages'>;

/** Core cycles from the last logits to the token (templates/units/sampler_parallel.v.hbs). */
export function samplerParallelLatencyCycles({ rows, vocabulary, samplerStages }: Timing): number {
  const wide = vocabulary > 36 ? 2 : 0;
  const split = Math.min(rows, vocabulary) > (samplerStages === 6 ? 36 : 17) ? 1 : 0;
  return samplerStages + wide + split;
}
