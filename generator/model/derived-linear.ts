import type { FloatLinear } from './float-model.ts';

/** The same matrix with other values, still read only when they are taken. */
export function derived(
  linear: FloatLinear,
  change: Partial<Omit<FloatLinear, 'values'>>,
  values: (own: Float64Array) => Float64Array,
): FloatLinear {
  const { name, rows, cols, bias, padding, tritScale } = { ...described(linear), ...change };
  return {
    ...{ name, rows, cols },
    ...(bias === undefined ? {} : { bias }),
    ...(padding === undefined ? {} : { padding }),
    ...(tritScale === undefined ? {} : { tritScale }),
    get values() {
      return values(linear.values);
    },
  };
}

/** Everything but the values: a spread would read them. */
function described({ name, rows, cols, bias, padding, tritScale }: FloatLinear): Omit<FloatLinear, 'values'> {
  return {
    ...{ name, rows, cols },
    ...(bias === undefined ? {} : { bias }),
    ...(padding === undefined ? {} : { padding }),
    ...(tritScale === undefined ? {} : { tritScale }),
  };
}
