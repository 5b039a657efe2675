import type { UnitContext } from '../units/context.ts';
import { latenciesOf } from './latencies.ts';
import { type MicroOperation, stepCycles } from './micro-operation.ts';
import { schedule } from './schedule.ts';

/** The program of a design, and how long it takes. */
export interface Schedule {
  readonly operations: readonly MicroOperation[];
  /** Core cycles of a decode step at a position. */
  readonly cyclesAt: (position: number) => number;
}

export function schedulePlan(context: UnitContext): Schedule {
  const latencies = latenciesOf(context);
  const operations = schedule(context, latencies);
  const end = operations.at(-1);
  if (end === undefined) throw new Error('a schedule is never empty');
  return { operations, cyclesAt: (position) => stepCycles(end.issue, latencies.attentionCycles, position) };
}

/** Core cycles of a decode step, averaged over the positions of the context. */
export function meanStepCycles({ cyclesAt }: Schedule, context: number): number {
  // A step is the longer, the further the position: linear, so the mean is that of the first and the last.
  return (cyclesAt(0) + cyclesAt(context - 1)) / 2;
}
