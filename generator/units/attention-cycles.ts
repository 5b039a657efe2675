import type { ModelShape } from '../model/integer-model.ts';
import type { AttentionUnit, Plan } from '../sizing/plan.ts';

type Cycles = (shape: Pick<ModelShape, 'heads' | 'headDim'>, plan: Pick<Plan, 'headsParallel'>) => number;

/** Core cycles that each attention unit works on a position. */
export const ATTENTION_CYCLES: Readonly<Record<AttentionUnit, Cycles>> = {
  // A head group a cycle.
  attention: ({ heads }, { headsParallel }) => Math.ceil(heads / headsParallel),
  // An element a cycle.
  attention_serial: ({ heads, headDim }) => heads * headDim,
};
