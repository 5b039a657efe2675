import type { DesignFile } from '../../../generator/emit/design-file.ts';
import { samplerParallelToken } from '../sampler_parallel/timing.ts';
import { samplerSerialToken } from '../sampler_serial/timing.ts';
import { samplerThresholdToken } from '../sampler_threshold/timing.ts';

const units = {
  sampler_parallel: samplerParallelToken,
  sampler_serial: samplerSerialToken,
  sampler_threshold: samplerThresholdToken,
};

/** Core cycle of the token whose last logits came at `logitsLast`. */
export function samplerToken(logitsLast: number, design: DesignFile): number {
  return units[design.plan.sampler](logitsLast, design.core);
}
