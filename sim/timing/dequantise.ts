/** Cycle in which the result of an accumulator leaves: multiplied in its own cycle, shifted and limited in the next. */
export function dequantised(accumulator: number): number {
  return accumulator + 2;
}

/** Cycle by which the reciprocal root must be there, of an operation whose first possible accumulator comes at `accumulator`. */
export function rootNeeded(accumulator: number): number {
  return accumulator - 1;
}
