import type { CoreParameters } from './core-parameters.ts';

/** Core cycles from an accumulator to its result: (first rounding), product, shift. */
export function dequantiseLatencyCycles(p: Pick<CoreParameters, 'accShift' | 'pipeline'>): number {
  return 2 + roundingCycles(p);
}

/** The register behind the first rounding: only a deep pipeline has one, where there is a rounding. */
export function roundingCycles(p: Pick<CoreParameters, 'accShift' | 'pipeline'>): number {
  return p.accShift > 0 ? p.pipeline : 0;
}
