import type { FloatLinear } from '../float-model.ts';

/**
 * A matrix that is read when its values are asked for. Mind that `{ ...linear }` asks for them: the copy holds them.
 */
export function lazyLinear(
  { name, rows, cols }: Pick<FloatLinear, 'name' | 'rows' | 'cols'>,
  read: () => Float64Array,
  extras: Pick<FloatLinear, 'bias' | 'tritScale' | 'groups'> = {},
): FloatLinear {
  return {
    name,
    rows,
    cols,
    ...extras,
    get values() {
      return read();
    },
  };
}
