import type { IntegerModel } from '../model/integer-model.ts';
import type { Plan } from '../sizing/plan.ts';
import { ARRAY_TIMES } from '../units/array-units.ts';
import { ATTENTION_LATENCIES } from '../units/attention-units.ts';
import { coreParameters } from '../units/core-parameters.ts';
import { samplerLatencyCycles } from '../units/sampler.ts';
import { type MicroOperation, stepCycles } from './micro-operation.ts';
import { schedule } from './schedule.ts';

/** The schedule of a model on a plan. */
export function schedulePlan(model: IntegerModel, plan: Plan): MicroOperation[] {
  const p = coreParameters(model, plan);
  const array = ARRAY_TIMES[plan.array];
  const attention = ATTENTION_LATENCIES[plan.attention];
  return schedule(model, p, {
    array: array.latency(p),
    lead: array.lead(p),
    completingBeat: array.completingBeat,
    attention: attention.lastBeat(p),
    attentionStart: attention.start(p),
    keyToStart: attention.keyToStart(p),
    valueToStart: attention.valueToStart(p),
    sampler: samplerLatencyCycles(plan.sampler, p),
  });
}

/** Core cycles of a decode step, averaged over the positions of the context. */
export function meanStepCycles(model: IntegerModel, plan: Plan): number {
  const end = schedulePlan(model, plan).at(-1);
  if (end === undefined) throw new Error('a schedule is never empty');
  const { context } = model.shape;
  const { attentionCycles } = coreParameters(model, plan);
  // A step is the longer, the further the position: linear, so the mean is that of the first and the last.
  const [first, last] = [0, context - 1].map((position) => stepCycles(end.issue, attentionCycles, position));
  return ((first ?? 0) + (last ?? 0)) / 2;
}
