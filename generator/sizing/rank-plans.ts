import type { Resources } from '../units/resources.ts';
import { wholeResources } from '../units/resources.ts';
import { RESOURCE_NAMES, type ResourceName } from './board-schema.ts';
import { type Caps, shareOf } from './caps.ts';
import { type Plan, type PlanCost, WEIGHT_STORES } from './plan.ts';

/** A plan with what it takes; its speed is computed when asked for, and once. */
export interface Candidate {
  readonly plan: Plan;
  readonly resources: Resources;
  /** Resources of which the plan needs more than it may use. */
  readonly exceeded: readonly ResourceName[];
  /** Largest share of a cap that it takes; above 1 it does not fit. Infinity where there is none of a resource. */
  readonly fill: number;
  /** No token rate above this is possible. */
  readonly tokensPerSecondAtMost: number;
  readonly cyclesPerToken: () => number;
}

export interface RankedPlan {
  readonly plan: Plan;
  readonly resources: Resources;
  readonly fill: number;
  readonly cyclesPerToken: number;
  readonly tokensPerSecond: number;
}

export function toCandidate(plan: Plan, cost: PlanCost, caps: Caps): Candidate {
  const resources = wholeResources(cost.resources(plan));
  const shares = RESOURCE_NAMES.map((name) => shareOf(resources[name], caps[name]));
  const atLeast = cost.cyclesAtLeast?.(plan) ?? 0;
  let cycles: number | undefined;
  return {
    plan,
    resources,
    exceeded: RESOURCE_NAMES.filter((name) => resources[name] > caps[name]),
    fill: Math.max(...shares),
    tokensPerSecondAtMost: plan.clockHz / atLeast,
    cyclesPerToken: () => {
      cycles ??= cost.cyclesPerToken(plan);
      return cycles;
    },
  };
}

/**
 * The `most` fastest of the candidates that exceed nothing but `relaxed`, fastest first; of equally fast ones the
 * emptier, then the simpler store. Candidates whose bound cannot reach the list are never scheduled.
 */
export function fastest(
  candidates: readonly Candidate[],
  relaxed: readonly ResourceName[],
  most: number,
): readonly RankedPlan[] {
  const eligible = candidates
    .filter(({ exceeded }) => exceeded.every((name) => relaxed.includes(name)))
    .sort((a, b) => b.tokensPerSecondAtMost - a.tokensPerSecondAtMost);
  let best: RankedPlan[] = [];
  for (const candidate of eligible) {
    const last = best.length < most ? undefined : best.at(-1);
    // Bounds only fall from here on. Equal ones are still looked at: the emptier plan wins.
    if (last !== undefined && candidate.tokensPerSecondAtMost < last.tokensPerSecond) break;
    const ranked = rank(candidate);
    if (last !== undefined && compare(ranked, last) >= 0) continue;
    best = [...best, ranked].sort(compare).slice(0, most);
  }
  return best;
}

/** The emptiest of the candidates that fit and make at least this many tokens a second; of equally full ones the fastest. */
export function emptiest(candidates: readonly Candidate[], tokensPerSecond: number): RankedPlan | undefined {
  let best: RankedPlan | undefined;
  for (const candidate of candidates) {
    if (candidate.exceeded.length > 0 || candidate.tokensPerSecondAtMost < tokensPerSecond) continue;
    if (best !== undefined && candidate.fill > best.fill) continue;
    const ranked = rank(candidate);
    if (ranked.tokensPerSecond < tokensPerSecond) continue;
    if (best === undefined || ranked.fill < best.fill || compare(ranked, best) < 0) best = ranked;
  }
  return best;
}

/** The candidate that comes nearest to fitting. */
export function smallest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (least, candidate) => (least === undefined || smaller(candidate, least) ? candidate : least),
    undefined,
  );
}

function smaller(a: Candidate, b: Candidate): boolean {
  return a.fill === b.fill ? a.resources.lut < b.resources.lut : a.fill < b.fill;
}

function rank({ plan, resources, fill, cyclesPerToken }: Candidate): RankedPlan {
  const cycles = cyclesPerToken();
  return { plan, resources, fill, cyclesPerToken: cycles, tokensPerSecond: plan.clockHz / cycles };
}

function compare(a: RankedPlan, b: RankedPlan): number {
  // A difference of equal infinities is NaN, hence the comparison by < first.
  if (a.tokensPerSecond !== b.tokensPerSecond) return b.tokensPerSecond - a.tokensPerSecond;
  if (a.fill !== b.fill) return a.fill < b.fill ? -1 : 1;
  return WEIGHT_STORES.indexOf(a.plan.weightStore) - WEIGHT_STORES.indexOf(b.plan.weightStore);
}
