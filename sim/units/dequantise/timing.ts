import type { CoreParameters } from '../../../generator/units/core-parameters.ts';

/**
 * Cycle in which the result of an accumulator leaves: multiplied in its own cycle, shifted and limited in the next; with
 * row scales it waits a cycle for the product of the row's.
 */
export function dequantised(accumulator: number, { rowScales }: Pick<CoreParameters, 'rowScales'>): number {
  const scaled = rowScales === 1 ? accumulator + 1 : accumulator;
  return scaled + 2;
}

/** Cycle by which the reciprocal root must be there, of an operation whose first possible accumulator comes at `accumulator`. */
export function rootNeeded(accumulator: number): number {
  return accumulator - 1;
}
