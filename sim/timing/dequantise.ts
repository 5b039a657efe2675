import type { CoreParameters } from '../../generator/units/core-parameters.ts';

/** Cycle in which the result of an accumulator leaves. */
export function dequantised(accumulator: number, p: CoreParameters): number {
  const rounded = accumulator + (p.accShift > 0 && p.pipeline === 1 ? 1 : 0);
  return rounded + 2;
}

/** Cycle by which the reciprocal root must be there, of an operation whose first possible accumulator comes at `accumulator`. */
export function rootNeeded(accumulator: number, p: CoreParameters): number {
  return dequantised(accumulator, p) - 3;
}
