import { DoesNotFitError } from '../errors.ts';
import { listBoards, loadBoard } from './board.ts';
import { candidatesOn } from './candidates.ts';
import { capsOf, type Demand, tightest } from './caps.ts';
import { demandText, grouped } from './explain-choice.ts';
import type { Plan, PlanRequest } from './plan.ts';
import { type Candidate, fastest, smallest } from './rank-plans.ts';

/**
 * The error for a request none of whose plans fits: the limiting resource of the smallest plan and, as hints, what
 * would make it fit, each tried and not guessed: a larger share of the board, without the user's choices, another board.
 */
export function doesNotFit(request: PlanRequest, candidates: readonly Candidate[]): DoesNotFitError {
  const nearest = smallest(candidates);
  if (nearest === undefined) throw new Error('a request without candidates was not refused');
  const demand = demandOf(nearest, request);
  return new DoesNotFitError({
    resource: demand.unit,
    needed: demand.needed,
    available: demand.available,
    unit: demand.name === 'lut' || demand.name === 'ff' ? 'cells' : 'blocks',
    hint: [
      `the smallest plan: ${planText(nearest.plan)}`,
      ...utilisationHint(request, nearest),
      ...choicesHint(request),
      ...boardHint(request),
    ].join('\n'),
  });
}

/** `matmul_array of 8 rows × 16 lanes, weights in bram, KV cache in lutram, sampler_serial`. */
export function planText({ rows, lanes, array, weightStore, kvStore, sampler }: Plan): string {
  return `${array} of ${rows} rows × ${lanes} lanes, weights ${weightStore}, KV cache in ${kvStore}, ${sampler}`;
}

function demandOf({ resources }: Candidate, { board, choices }: PlanRequest): Demand {
  return tightest(resources, board, capsOf(board, choices.maxUtilisation));
}

function utilisationHint({ board }: PlanRequest, { resources }: Candidate): readonly string[] {
  const demand = tightest(resources, board, capsOf(board, 1));
  if (demand.needed > demand.available) return [];
  const share = Math.max(resources.lut / board.resources.lut.count, resources.ff / board.resources.ff.count);
  return [`it would fit with --max-utilisation ${(Math.ceil(share * 100) / 100).toFixed(2)}`];
}

function choicesHint(request: PlanRequest): readonly string[] {
  const { array, weightStore, kvStore, sampler, rows, lanes, headsParallel, ...kept } = request.choices;
  const fixed = [array, weightStore, kvStore, sampler, rows, lanes, headsParallel];
  if (fixed.every((choice) => choice === undefined)) return [];
  const [best] = fastest(candidatesOn({ ...request, choices: kept }), [], 1);
  return best === undefined ? [] : [`it would fit with ${planText(best.plan)}`];
}

/** The smallest board of ours on which the request fits, else how far the largest one falls short. */
function boardHint(request: PlanRequest): readonly string[] {
  const others = listBoards()
    .filter((name) => name !== request.board.name)
    .map(loadBoard)
    .sort((a, b) => a.resources.lut.count - b.resources.lut.count);
  // A clock or an array asked for here says nothing about a board of another family.
  const choices = { ...request.choices, clockHz: undefined, array: undefined };
  for (const board of others) {
    const [best] = fastest(candidatesOn({ ...request, board, choices }), [], 1);
    if (best !== undefined) {
      return [
        `it would fit on ${board.name}: ${planText(best.plan)}, ${grouped(best.tokensPerSecond)} tokens/s`,
      ];
    }
  }
  const largest = others.at(-1);
  if (largest === undefined) return [];
  const elsewhere = { ...request, board: largest, choices };
  const nearest = smallest(candidatesOn(elsewhere));
  if (nearest === undefined) return [];
  return [`no other board fits it either: on ${largest.name} it ${demandText(demandOf(nearest, elsewhere))}`];
}
