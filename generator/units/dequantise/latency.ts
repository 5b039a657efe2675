import type { CoreParameters } from '../core-parameters.ts';

/** Core cycles from an accumulator to its result: (the row's scale,) product, shift. */
export function dequantiseLatencyCycles({ rowScales }: Pick<CoreParameters, 'rowScales'>): number {
  return 2 + rowScales;
}
