import type { DequantiseParameters } from './parameters.ts';

/** Core cycles from an accumulator to its result: (the row's scale,) product, shift. */
export function dequantiseLatencyCycles({ rowScales }: Pick<DequantiseParameters, 'rowScales'>): number {
  return 2 + rowScales;
}
