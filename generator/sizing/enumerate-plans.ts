import type { ModelShape } from '../model/integer-model.ts';
import { hasLutRam, hasManyPortedLutRam, hasMultipliers } from '../units/resources/fabric.ts';
import { canSample } from '../units/sampler.ts';
import type { Board, OperatingPoint } from './board.ts';
import {
  ARRAY_UNITS,
  type ArrayUnit,
  ATTENTION_UNITS,
  type AttentionUnit,
  KV_STORES,
  type KvStore,
  type Plan,
  type PlanChoices,
  SAMPLERS,
  TABLE_STORES,
  WEIGHT_STORES,
  type WeightStore,
} from './plan.ts';

/** Highest and widest array that is considered: filling a table takes as long for many lanes as for few. */
const MOST_ROWS = 64;
const MOST_LANES: Readonly<Record<ArrayUnit, number>> = { matmul_array: 64, lookup_array: 256 };

/** Rows from which tables of sums are smaller than lanes that select. */
const FEWEST_LOOKUP_ROWS = 8;

/** What the model leaves of the possible. */
interface PlanLimits {
  readonly units?: readonly AttentionUnit[] | undefined;
  readonly arrayUnits?: readonly ArrayUnit[] | undefined;
  readonly mostLanes?: number | undefined;
}

/**
 * Every plan worth a thought for this model on this board: rows and lanes are powers of two that the model's
 * vectors can fill, each attention with one of each number of head groups, all stores and samplers, and the operating
 * points that reach the clock. What the user fixed is not varied.
 */
export function enumeratePlans(
  shape: ModelShape,
  board: Board,
  choices: PlanChoices,
  {
    units = ATTENTION_UNITS,
    arrayUnits = ARRAY_UNITS,
    mostLanes = Number.POSITIVE_INFINITY,
  }: PlanLimits = {},
): readonly Plan[] {
  const clockHz = choices.clockHz ?? board.defaultClock.hz;
  const arrays = arraySizes(shape, mostLanes)
    .filter(({ rows, lanes }) => rows === (choices.rows ?? rows) && lanes === (choices.lanes ?? lanes))
    .flatMap((size) =>
      arraysOn(board, choices, size.rows)
        .filter((array) => arrayUnits.includes(array) && size.lanes <= MOST_LANES[array])
        .map((array) => ({ ...size, array })),
    );
  const multiplier = hasMultipliers(board) ? 'dsp' : 'logic';
  const samplers = fixedOr(choices.sampler, SAMPLERS).filter((sampler) =>
    canSample(sampler, shape.vocabulary),
  );
  const tokenSlots = choices.tokenSlots ?? 1;
  const plans: Plan[] = [];
  for (const size of arrays)
    for (const attention of attentions(shape, board, choices).filter(({ attention }) =>
      units.includes(attention),
    ))
      for (const weightStore of fixedOr(choices.weightStore, storesOn(board)))
        for (const tableStore of TABLE_STORES)
          for (const sampler of samplers)
            for (const { pipeline, adderLevels } of pointsFor(board, clockHz))
              plans.push({
                ...size,
                ...attention,
                tokenSlots,
                weightStore,
                tableStore,
                sampler,
                multiplier,
                pipeline,
                adderLevels,
                clockHz,
              });
  return plans;
}

/** Tables of sums want LUT RAM with many read ports, and many rows that share the making of a sum, unless the user wants them. */
function arraysOn({ family }: Board, choices: PlanChoices, rows: number): readonly ArrayUnit[] {
  const fewest = choices.array === undefined ? FEWEST_LOOKUP_ROWS : 1;
  const can = { matmul_array: true, lookup_array: hasManyPortedLutRam(family) && rows >= fewest };
  return fixedOr(choices.array, ARRAY_UNITS).filter((array) => can[array]);
}

/** Attention units with their heads in parallel and their KV stores; the serial one has no choice of either. */
function attentions(
  shape: ModelShape,
  board: Board,
  choices: PlanChoices,
): readonly Pick<Plan, 'attention' | 'headsParallel' | 'kvStore'>[] {
  const parallel = fixedOr(choices.headsParallel, parallelHeads(shape)).flatMap((headsParallel) =>
    fixedOr(choices.kvStore, kvStoresOn(board)).map(
      (kvStore) => ({ attention: 'attention', headsParallel, kvStore }) as const,
    ),
  );
  const fixed = [choices.headsParallel ?? 1, choices.kvStore ?? 'bram', choices.tokenSlots ?? 1];
  if (fixed.some((value, index) => value !== [1, 'bram', 1][index])) return parallel;
  return [{ attention: 'attention_serial', headsParallel: 1, kvStore: 'bram' }, ...parallel];
}

/** The operating points that reach `clockHz`; the fastest alone where none does. */
export function pointsFor(board: Board, clockHz: number): readonly OperatingPoint[] {
  const reaching = board.operatingPoints.filter(({ hz }) => hz >= clockHz);
  if (reaching.length > 0) return reaching;
  const fastest = Math.max(...board.operatingPoints.map(({ hz }) => hz));
  return board.operatingPoints.filter(({ hz }) => hz === fastest);
}

/** Pairs of rows R and lanes L = R·2^k. R beyond the longest result and L beyond the longest operand would idle. */
function arraySizes(
  shape: ModelShape,
  mostLanes: number,
): readonly { readonly rows: number; readonly lanes: number }[] {
  const mostRows = powerOfTwoFrom(Math.max(shape.width, shape.ffn, shape.vocabulary));
  const longest = powerOfTwoFrom(Math.max(shape.width, shape.ffn));
  const widest = Math.min(mostLanes, Math.max(...Object.values(MOST_LANES)));
  const sizes = [];
  for (let rows = 1; rows <= Math.min(mostRows, MOST_ROWS, widest); rows *= 2)
    for (let lanes = rows; lanes <= widest && (lanes === rows || lanes <= longest); lanes *= 2)
      sizes.push({ rows, lanes });
  return sizes;
}

/** The fewest parallel heads for each number of head groups: more would idle in the last group. */
function parallelHeads({ heads, kvHeads }: ModelShape): readonly number[] {
  const fewest = new Set<number>();
  for (let groups = 1; groups <= heads; groups++) fewest.add(Math.ceil(heads / groups));
  const shared = heads / kvHeads;
  // Where heads share keys, a group is a whole number of shares or a whole part of one.
  const fits = (parallel: number): boolean =>
    shared === 1 || (heads % parallel === 0 && (parallel % shared === 0 || shared % parallel === 0));
  return [...fewest].filter(fits).sort((a, b) => a - b);
}

function powerOfTwoFrom(size: number): number {
  let power = 1;
  while (power < size) power *= 2;
  return power;
}

function kvStoresOn({ family, resources }: Board): readonly KvStore[] {
  const has = {
    lutram: hasLutRam(family),
    bram: true,
    uram: family === 'xilinx_ultrascale_plus' && resources.uram.count > 0,
  };
  return KV_STORES.filter((store) => has[store]);
}

/** Splitting a store pays where block RAM is wide and LUTs are large. */
function storesOn({ family }: Board): readonly WeightStore[] {
  const wide = family === 'xilinx_ultrascale_plus' || family === 'xilinx_7';
  return WEIGHT_STORES.filter((store) => store !== 'bram_lut' || wide);
}

function fixedOr<Value>(fixed: Value | undefined, all: readonly Value[]): readonly Value[] {
  return fixed === undefined ? all : [fixed];
}
