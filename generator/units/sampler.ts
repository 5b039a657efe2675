import type { Sampler } from '../sizing/plan.ts';
import type { CoreParameters } from './core-parameters.ts';
import { samplerParallelLatencyCycles } from './sampler_parallel.ts';
import { samplerSerialLatencyCycles } from './sampler_serial.ts';

const latencies: Readonly<Record<Sampler, (p: CoreParameters) => number>> = {
  sampler_parallel: samplerParallelLatencyCycles,
  sampler_serial: samplerSerialLatencyCycles,
};

/** Largest vocabulary of each unit. */
export const MOST_SAMPLED_TOKENS: Readonly<Record<Sampler, number>> = {
  sampler_parallel: 64,
  sampler_serial: 1024,
};

/** Core cycles from the last logits to the token. */
export function samplerLatencyCycles(sampler: Sampler, p: CoreParameters): number {
  return latencies[sampler](p);
}
