import type { CoreParameters } from '../../../generator/units/core-parameters.ts';

/** Cycle of the bus beat of a result that came at `result`. */
export function residualBeat(result: number, p: CoreParameters): number {
  return result + p.pipeline;
}
