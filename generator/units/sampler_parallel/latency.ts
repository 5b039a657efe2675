import type { SamplerParameters } from '../sampler-parameters.ts';

type Timing = Pick<SamplerParameters, 'rows' | 'vocabulary'>;

/** Core cycles from the last logits to the token (templates/units/sampler_parallel/sampler_parallel.v). */
export function samplerParallelLatencyCycles({ rows, vocabulary }: Timing): number {
  return Math.min(rows, vocabulary) > 16 ? 17 : 16;
}
