import { groupsOfRow, type Levels, nearestLevel } from '../levels.ts';
import { inverseFactor } from './inverse-factor.ts';

/** Elements in the order in which they are rounded, and what an error of one leaves to those after it (U, in that order). */
export interface Rounded {
  readonly order: readonly number[];
  readonly factor: Float64Array;
}

/**
 * The order and the factor for a Hessian of `size` elements: those whose errors cost most come first.
 *
 * @param damping is added to the diagonal, as a share of its mean
 * @param importance of an element's error, its diagonal by default
 */
export function roundingOrder(
  hessian: Float64Array,
  size: number,
  damping: number,
  importance = (i: number): number => hessian[i * size + i] ?? 0,
): Rounded {
  const order = Array.from({ length: size }, (_, i) => i).sort((a, b) => importance(b) - importance(a));
  let trace = 0;
  for (let i = 0; i < size; i++) trace += hessian[i * size + i] ?? 0;
  // A vector that is always zero: any damping does.
  const added = trace > 0 ? (damping * trace) / size : 1;
  const ordered = new Float64Array(size * size);
  order.forEach((from, row) => {
    order.forEach((to, col) => {
      ordered[row * size + col] = (hessian[from * size + to] ?? 0) + (row === col ? added : 0);
    });
  });
  return { order, factor: inverseFactor(ordered, size) };
}

/**
 * Rounds some rows of a matrix to their levels, column after column; what a weight is off by goes into those that are
 * not rounded yet, such that the results change least: the columns of its row, weighed by how inputs occur together, and
 * the rows beside it, weighed by how their results do. Source: GPTQ (Frantar et al. 2022), whose Hessian of the inputs
 * is here the Kronecker product of one of the rows and one of the columns.
 *
 * @param values the rows, row-major
 * @param levels of the matrix, of which they are the rows from `first` on
 */
export function roundColumns(
  values: Float64Array,
  levels: Levels,
  first: number,
  rows: Rounded,
  columns: Rounded,
): Int16Array {
  const [height, width] = [rows.order.length, columns.order.length];
  const weights = new Int16Array(values.length);
  const rest = new Float64Array(values.length);
  const perRow = groupsOfRow(levels);
  rows.order.forEach((row, i) => {
    columns.order.forEach((col, j) => {
      rest[i * width + j] = values[row * width + col] ?? 0;
    });
  });
  const left = new Float64Array(height);
  columns.order.forEach((col, j) => {
    left.fill(0);
    const diagonal = columns.factor[j * width + j] ?? 1;
    rows.order.forEach((row, i) => {
      const group = (first + row) * perRow + Math.floor(col / levels.size);
      const value = (rest[i * width + j] ?? 0) - (left[i] ?? 0) * diagonal;
      const weight = nearestLevel(value, group, levels);
      weights[row * width + col] = weight;
      const error =
        (value - weight * (levels.steps[group] ?? 0)) / (diagonal * (rows.factor[i * height + i] ?? 1));
      for (let k = i; k < height; k++) left[k] = (left[k] ?? 0) + error * (rows.factor[i * height + k] ?? 0);
    });
    left.forEach((share, i) => {
      for (let k = j + 1; k < width; k++) {
        rest[i * width + k] = (rest[i * width + k] ?? 0) - share * (columns.factor[j * width + k] ?? 0);
      }
    });
  });
  return weights;
}
