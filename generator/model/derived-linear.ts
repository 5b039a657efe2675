import type { FloatLinear } from './float-model.ts';

/**
 * The same matrix with other values, still read only when they are taken. Groups are those of `change`: other values have other
 * codes.
 */
export function derived(
  linear: FloatLinear,
  change: Partial<Omit<FloatLinear, 'values'>>,
  values: (own: Float64Array) => Float64Array,
): FloatLinear {
  const { name, rows, cols, bias, padding, tritScale } = { ...described(linear), ...change };
  const { groups } = change;
  return {
    ...{ name, rows, cols },
    ...(bias === undefined ? {} : { bias }),
    ...(padding === undefined ? {} : { padding }),
    ...(tritScale === undefined ? {} : { tritScale }),
    ...(groups === undefined ? {} : { groups }),
    get values() {
      return values(linear.values);
    },
  };
}

/** Everything but the values, which a spread would read, and their groups. */
function described({
  name,
  rows,
  cols,
  bias,
  padding,
  tritScale,
}: FloatLinear): Omit<FloatLinear, 'values' | 'groups'> {
  return {
    ...{ name, rows, cols },
    ...(bias === undefined ? {} : { bias }),
    ...(padding === undefined ? {} : { padding }),
    ...(tritScale === undefined ? {} : { tritScale }),
  };
}
