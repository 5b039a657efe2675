import type { ModelShape } from '../model/integer-model.ts';
import type { AttentionUnit, Plan } from '../sizing/plan.ts';

type Shape = Pick<ModelShape, 'heads' | 'headDim'>;

const CYCLES: Readonly<Record<AttentionUnit, (shape: Shape, plan: Pick<Plan, 'headsParallel'>) => number>> = {
  // A head group a cycle.
  attention: ({ heads }, { headsParallel }) => Math.ceil(heads / headsParallel),
  // An element a cycle.
  attention_serial: ({ heads, headDim }) => heads * headDim,
};

/** Core cycles that the plan's attention unit works on a position. */
export function attentionCycles(shape: Shape, plan: Pick<Plan, 'attention' | 'headsParallel'>): number {
  return CYCLES[plan.attention](shape, plan);
}
