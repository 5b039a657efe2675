import type { FloatLinear, FloatModel } from '../float-model.ts';
import { groupsOfRow, type Levels, type Rounding } from '../levels.ts';
import { type Rounded, roundColumns, roundingOrder } from './round-columns.ts';
import { inputsOf, type Samples } from './sample-inputs.ts';
import { congruence, covariance, secondMoments } from './second-moments.ts';

/** Shares of a Hessian's mean diagonal that are added to it: of inputs, and of the results of a head. */
const INPUT_DAMPING = 1e-3;
const HEAD_DAMPING = 0.1;

/** A row that is rounded by itself. */
const ALONE: Rounded = { order: [0], factor: Float64Array.of(1) };

/**
 * How each matrix is rounded, by its name: against the second moments of its inputs. The rows of a head of wk are
 * weighed by the second moments of the queries that meet it, those of wq by the keys' covariance, for it is the score
 * that counts, and what all keys have in common a softmax does not see.
 */
export function roundings(model: FloatModel, samples: Samples): ReadonlyMap<string, Rounding> {
  const found = new Map<string, Rounding>();
  for (const { wk, wv, wq, wo, gate, up, down } of model.layers) {
    const x = inputsOf(samples, wk.name);
    const moments = secondMoments(x, wk.cols);
    const columns = roundingOrder(moments, wk.cols, INPUT_DAMPING);
    const queriesOf = queryMoments(model, wq, moments);
    const keysOf = keyMoments(model, wk, covariance(moments, x, wk.cols));
    found.set(wk.name, byHead(columns, model.shape.headDim, queriesOf));
    found.set(wq.name, byHead(columns, model.shape.headDim, keysOf));
    found.set(wv.name, byRow(columns));
    found.set(wo.name, byRow(columnsOf(wo, samples)));
    const ffnColumns = columnsOf(up, samples);
    if (gate !== null) found.set(gate.name, byRow(ffnColumns));
    found.set(up.name, byRow(ffnColumns));
    found.set(down.name, byRow(columnsOf(down, samples)));
  }
  found.set(model.head.name, byRow(columnsOf(model.head, samples)));
  return found;
}

function columnsOf({ name, cols }: FloatLinear, samples: Samples): Rounded {
  return roundingOrder(secondMoments(inputsOf(samples, name), cols), cols, INPUT_DAMPING);
}

/** Second moments of the queries that meet a key-value head, headDim × headDim. */
function queryMoments(
  { shape }: FloatModel,
  wq: FloatLinear,
  moments: Float64Array,
): (keyHead: number) => Float64Array {
  const queries = wq.values;
  const shared = shape.heads / shape.kvHeads;
  return (keyHead) => {
    const sum = new Float64Array(shape.headDim ** 2);
    for (let head = keyHead * shared; head < (keyHead + 1) * shared; head++) {
      congruence(headOf(wq, queries, shape.headDim, head), moments, wq.cols).forEach((value, i) => {
        sum[i] = (sum[i] ?? 0) + value;
      });
    }
    return sum;
  };
}

/** Second moments of the keys that a query head meets, less what they have in common. */
function keyMoments(
  { shape }: FloatModel,
  wk: FloatLinear,
  spread: Float64Array,
): (queryHead: number) => Float64Array {
  const keys = wk.values;
  return (queryHead) => {
    const head = Math.floor((queryHead * shape.kvHeads) / shape.heads);
    return congruence(headOf(wk, keys, shape.headDim, head), spread, wk.cols);
  };
}

function headOf({ cols }: FloatLinear, values: Float64Array, headDim: number, head: number): Float64Array {
  return values.subarray(head * headDim * cols, (head + 1) * headDim * cols);
}

function byRow(columns: Rounded): Rounding {
  return (values, levels) => inBlocks(values, levels, 1, columns, () => ALONE);
}

/** @param weightsOf second moments of what the results of a head are multiplied by */
function byHead(columns: Rounded, headDim: number, weightsOf: (head: number) => Float64Array): Rounding {
  return (values, levels) =>
    inBlocks(values, levels, headDim, columns, (head) => {
      const weights = weightsOf(head);
      const cost = (i: number): number =>
        (weights[i * headDim + i] ?? 0) * largestStep(levels, head * headDim + i) ** 2;
      return roundingOrder(weights, headDim, HEAD_DAMPING, cost);
    });
}

function largestStep(levels: Levels, row: number): number {
  const groups = groupsOfRow(levels);
  return levels.steps.subarray(row * groups, (row + 1) * groups).reduce((most, step) => Math.max(most, step));
}

/** Rounds as many rows together as `height` says. */
function inBlocks(
  values: Float64Array,
  levels: Levels,
  height: number,
  columns: Rounded,
  rowsOf: (block: number) => Rounded,
): Int16Array {
  const weights = new Int16Array(values.length);
  const length = height * columns.order.length;
  for (let block = 0; block * length < values.length; block++) {
    const own = values.subarray(block * length, (block + 1) * length);
    weights.set(roundColumns(own, levels, block * height, rowsOf(block), columns), block * length);
  }
  return weights;
}
