import { capsOf, type Demand, tightest } from './caps.ts';
import { pointsFor } from './enumerate-plans.ts';
import { ARRAY_UNITS, type PlanRequest, WEIGHT_STORES } from './plan.ts';
import { type Candidate, fastest, type RankedPlan, smallest } from './rank-plans.ts';

/**
 * Sentences on a chosen plan: each weight store's fate in the order of the climb, each array's where there was more than one to choose
 * from, then what the clock assumes.
 */
export function explainChoice(
  request: PlanRequest,
  candidates: readonly Candidate[],
  best: RankedPlan,
): readonly string[] {
  const fate = (subject: string, key: Choice, value: string): string =>
    `${subject} ${value}: ${fateOf(key, value, request, candidates, best)}`;
  const stores = WEIGHT_STORES.map((store) => fate('weight store', 'weightStore', store));
  const arrays = ARRAY_UNITS.filter((array) => candidates.some(({ plan }) => plan.array === array));
  return [
    ...stores,
    ...(arrays.length > 1 ? arrays.map((array) => fate('array', 'array', array)) : []),
    ...clockSentences(request, best),
  ];
}

/** Choices whose alternatives a report tells the fate of. */
type Choice = 'weightStore' | 'array';

/** `needs 90,000 LUT6, 81,984 may be used`. */
export function demandText({ unit, needed, available }: Demand): string {
  return `needs ${grouped(needed)} ${unit}, ${grouped(available)} may be used`;
}

export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** What became of the plans with one value of a choice. */
function fateOf(
  key: Choice,
  value: string,
  { board, choices }: PlanRequest,
  candidates: readonly Candidate[],
  best: RankedPlan,
): string {
  const those = candidates.filter(({ plan }) => plan[key] === value);
  const nearest = smallest(those);
  if (nearest === undefined) return `not considered, ${choices[key]} was asked for`;
  const [fit] = fastest(those, [], 1);
  if (fit === undefined) {
    const demand = tightest(nearest.resources, board, capsOf(board, choices.maxUtilisation));
    return `does not fit, its smallest plan ${demandText(demand)}`;
  }
  const rate = `${grouped(fit.tokensPerSecond)} tokens/s`;
  if (best.plan[key] === value) return `chosen, ${rate}`;
  const but = fit.tokensPerSecond < best.tokensPerSecond ? 'is slower' : 'is no faster and fills more';
  return `fits but ${but}, ${rate} at best`;
}

function clockSentences({ board, choices }: PlanRequest, { plan }: RankedPlan): readonly string[] {
  const point = pointsFor(board, plan.clockHz).find(({ pipeline }) => pipeline === plan.pipeline);
  if (point === undefined) return [];
  const asked = choices.clockHz === undefined ? `the default of ${board.name}` : 'as asked for';
  const depth = plan.pipeline === 1 ? 'deep' : 'shallow';
  const beyond =
    plan.clockHz > point.hz ? `, above the ${megahertz(point.hz)} that this is expected to reach` : '';
  return [
    `clock ${megahertz(plan.clockHz)}, ${asked}, with the ${depth} pipeline${beyond} (${point.source})`,
  ];
}

function megahertz(hz: number): string {
  return `${(hz / 1e6).toLocaleString('en-US', { maximumFractionDigits: 3 })} MHz`;
}
