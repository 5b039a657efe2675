import { type FloatModel, modelLinears } from './float-model.ts';

/** Columns of a group of int4 weights. Source: AWQ, whose checkpoints have 64 or 128. */
const GROUP_SIZE = 64;
/** Bits of a group's share of its row's scale (docs/decisions.md says what fewer or more are worth). */
export const GROUP_SCALE_BITS = 8;
/** An int8 matrix is two digits of base 16 in such a design, and its groups have this scale for the lower and 16 times it for the higher. */
export const LOW_DIGIT_SCALE = 2 ** (GROUP_SCALE_BITS - 5);

/**
 * Columns of a group of a design, the same for all of its matrices, a power of two; 0 without groups. Larger groups of a
 * checkpoint are as many equal ones side by side.
 */
export function groupSizeOf(model: FloatModel): number {
  if (model.weightFormat !== 'int4') return 0;
  return modelLinears(model).reduce(
    (size, { groups }) => commonGroup(size, groups?.size ?? size),
    GROUP_SIZE,
  );
}

/** The largest group that divides both: the greatest common divisor. */
export function commonGroup(a: number, b: number): number {
  return b === 0 ? a : commonGroup(b, a % b);
}
