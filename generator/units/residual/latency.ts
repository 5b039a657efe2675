import type { ResidualParameters } from './parameters.ts';

/** Core cycles from a result to the new value on the vector bus. */
export function residualLatencyCycles(p: Pick<ResidualParameters, 'pipeline'>): number {
  return p.pipeline;
}
