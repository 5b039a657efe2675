import type { Sampler } from '../sizing/plan.ts';
import { samplerParallelLatencyCycles } from './sampler_parallel/latency.ts';
import { samplerSerialLatencyCycles } from './sampler_serial/latency.ts';
import { samplerThresholdLatencyCycles } from './sampler_threshold/latency.ts';
import type { SamplerParameters } from './sampler-parameters.ts';

const latencies: Readonly<Record<Sampler, (p: SamplerParameters) => number>> = {
  sampler_parallel: samplerParallelLatencyCycles,
  sampler_serial: samplerSerialLatencyCycles,
  sampler_threshold: samplerThresholdLatencyCycles,
};

/** Largest vocabulary of each unit. */
export const MOST_SAMPLED_TOKENS: Readonly<Record<Sampler, number>> = {
  sampler_parallel: 64,
  sampler_serial: 1024,
  sampler_threshold: 262_144,
};

/** Smallest vocabulary of each unit. */
const FEWEST_SAMPLED_TOKENS: Readonly<Record<Sampler, number>> = {
  sampler_parallel: 2,
  sampler_serial: 2,
  sampler_threshold: 65,
};

/** Whether a unit can draw from so many tokens. */
export function canSample(sampler: Sampler, vocabulary: number): boolean {
  return vocabulary >= FEWEST_SAMPLED_TOKENS[sampler] && vocabulary <= MOST_SAMPLED_TOKENS[sampler];
}

/** Core cycles from the last logits to the token. */
export function samplerLatencyCycles(sampler: Sampler, p: SamplerParameters): number {
  return latencies[sampler](p);
}
