import { type Resources, wholeResources } from '../units/resources.ts';
import type { Board } from './board.ts';
import { RESOURCE_NAMES, type ResourceName } from './board-schema.ts';
import { candidatesOn } from './candidates.ts';
import { doesNotFit } from './does-not-fit.ts';
import { explainChoice } from './explain-choice.ts';
import type { Plan, PlanRequest } from './plan.ts';
import { type Candidate, emptiest, fastest, type RankedPlan } from './rank-plans.ts';

/** Share of a board that a plan takes. */
export interface ResourceUse {
  readonly used: number;
  readonly available: number;
}

/** What binds: with `what` unlimited, the best plan would make this many tokens a second. */
export interface Limit {
  readonly what: string;
  readonly tokensPerSecond: number;
}

export interface PlanReport {
  readonly plan: Plan;
  readonly cyclesPerToken: number;
  readonly tokensPerSecond: number;
  readonly resources: Readonly<Record<ResourceName, ResourceUse>>;
  /** Resources whose lack costs speed, the costliest first; empty where the fastest plan of all fits. */
  readonly limits: readonly Limit[];
  /** Sentences: how far the store climb went and why, and what the clock assumes. */
  readonly reasons: readonly string[];
  /** The next fastest plans that fit. */
  readonly alternatives: readonly RankedPlan[];
  /** Plans that were looked at. */
  readonly considered: number;
}

/** How many alternatives a report names. */
const MOST_ALTERNATIVES = 4;

/**
 * The emptiest plan within `speedForSpace` of the fastest that fits, by default the fastest itself. All are enumerated, so it is the best of its space and
 * not a guess; the fastest ones are among the alternatives.
 *
 * @throws InputError where the choices leave no plan, DoesNotFitError where none fits.
 */
export function choosePlan(request: PlanRequest): PlanReport {
  const { board, speedForSpace = 0 } = request;
  const candidates = candidatesOn(request);
  const ranked = fastest(candidates, [], 1 + MOST_ALTERNATIVES);
  const [quickest] = ranked;
  if (quickest === undefined) throw doesNotFit(request, candidates);
  const floor = quickest.tokensPerSecond * (1 - speedForSpace);
  const best = speedForSpace > 0 ? (emptiest(candidates, floor) ?? quickest) : quickest;
  return {
    plan: best.plan,
    cyclesPerToken: best.cyclesPerToken,
    tokensPerSecond: best.tokensPerSecond,
    resources: usesOf(board, best.resources),
    // Against the fastest: what was given for space is no lack of a resource.
    limits: limitsOf(candidates, quickest),
    reasons: explainChoice(request, candidates, best),
    alternatives: ranked.filter(({ plan }) => plan !== best.plan).slice(0, MOST_ALTERNATIVES),
    considered: candidates.length,
  };
}

function usesOf(board: Board, resources: Resources): Readonly<Record<ResourceName, ResourceUse>> {
  const used = wholeResources(resources);
  const use = (name: ResourceName): ResourceUse => ({
    used: used[name],
    available: board.resources[name].count,
  });
  return { lut: use('lut'), ff: use('ff'), bram: use('bram'), uram: use('uram'), dsp: use('dsp') };
}

/** Single resources first; only where none of them helps alone, all of them together. */
function limitsOf(candidates: readonly Candidate[], best: RankedPlan): readonly Limit[] {
  const single = RESOURCE_NAMES.map((name) => ({ what: name, relaxed: [name] }));
  const together = { what: 'all resources together', relaxed: [...RESOURCE_NAMES] };
  const gains = ({ what, relaxed }: { readonly what: string; readonly relaxed: readonly ResourceName[] }) => {
    const [faster] = fastest(candidates, relaxed, 1);
    const gain = faster !== undefined && faster.tokensPerSecond > best.tokensPerSecond;
    return gain ? [{ what, tokensPerSecond: faster.tokensPerSecond }] : [];
  };
  const limits = single.flatMap(gains).sort((a, b) => b.tokensPerSecond - a.tokensPerSecond);
  return limits.length > 0 ? limits : gains(together);
}
