import { LOW_DIGIT_SCALE } from '../model/group-size.ts';
import type { IntegerLinear } from '../model/integer-model.ts';

/**
 * What the array holds of weight `at`: the code of a group, digit `plane` of a weight that is taken digit by digit (0 the lowest),
 * or the weight itself.
 */
export function weightDigit({ weights, groups, planes }: IntegerLinear, at: number, plane: number): number {
  const weight = weights[at] ?? 0;
  if (groups !== null) return groups.codes[at] ?? 0;
  if (planes === 1) return weight;
  return planes === 2
    ? hexadecimalDigit(weight / LOW_DIGIT_SCALE, plane)
    : Math.sign(weight) * (Math.floor(Math.abs(weight) / 2 ** plane) % 2);
}

/** Of two digits of base 16, each −8 … 7. */
function hexadecimalDigit(weight: number, plane: number): number {
  const high = Math.floor((weight + 8) / 16);
  return plane === 1 ? high : weight - 16 * high;
}
