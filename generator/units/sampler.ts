import type { Sampler } from '../sizing/plan.ts';
import type { CoreParameters } from './core-parameters.ts';
import { samplerParallelLatencyCycles } from './sampler_parallel.ts';
import { samplerSerialLatencyCycles } from './sampler_serial.ts';

const latencies: Readonly<Record<Sampler, (p: CoreParameters) => number>> = {
  sampler_parallel: samplerParallelLatencyCycles,
  sampler_serial: samplerSerialLatencyCycles,
};

/** Core cycles from the last logits to the token. */
export function samplerLatencyCycles(sampler: Sampler, p: CoreParameters): number {
  return latencies[sampler](p);
}
