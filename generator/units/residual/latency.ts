import type { CoreParameters } from '../core-parameters.ts';

/** Core cycles from a result to the new value on the vector bus. */
export function residualLatencyCycles(p: Pick<CoreParameters, 'pipeline'>): number {
  return p.pipeline;
}
