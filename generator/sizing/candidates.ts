import { InputError } from '../errors.ts';
import { MOST_SAMPLED_TOKENS } from '../units/sampler.ts';
import { capsOf } from './caps.ts';
import { enumeratePlans } from './enumerate-plans.ts';
import type { PlanRequest } from './plan.ts';
import { type Candidate, toCandidate } from './rank-plans.ts';

/**
 * All plans of a request, held against the board's caps.
 *
 * @throws InputError where the choices leave no plan.
 */
export function candidatesOn({
  board,
  shape,
  mostLanes,
  attentionUnits,
  arrayUnits,
  choices,
  cost,
}: PlanRequest): readonly Candidate[] {
  const plans = enumeratePlans(shape, board, choices, { units: attentionUnits, arrayUnits, mostLanes });
  const largest = Math.max(...Object.values(MOST_SAMPLED_TOKENS));
  if (shape.vocabulary > largest) {
    throw new InputError({
      subject: 'vocabulary',
      rule: `must have at most ${largest} tokens: no sampler takes more yet`,
      received: shape.vocabulary,
    });
  }
  if (plans.length === 0 && choices.array === 'lookup_array') {
    throw new InputError({
      subject: 'lookup_array',
      rule: 'must have ternary weights, and a board whose LUT RAM has many read ports (Xilinx)',
      received: board.name,
    });
  }
  if (plans.length === 0) {
    throw new InputError({
      subject: 'rows and lanes',
      rule: `must be powers of two that the model can fill, up to ${Math.min(mostLanes ?? 64, 64)} (lanes of lookup_array up to 256), rows no more than lanes`,
      received: { rows: choices.rows, lanes: choices.lanes },
    });
  }
  const [functions, caps] = [cost(board), capsOf(board, choices.maxUtilisation)];
  return plans.map((plan) => toCandidate(plan, functions, caps));
}
