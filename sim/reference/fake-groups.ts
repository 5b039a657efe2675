import type { FloatLinear } from '../../generator/model/float-model.ts';
import type { IntegerFormats } from '../../generator/model/integer-model.ts';
import type { QuantisedMatrix } from './quantised-matrix.ts';
import { nearestEven } from './rounding.ts';

/** What a group makes of its weights. */
interface Group {
  least: number;
  largest: number;
  /** Value of a step, as the weights want it or as the checkpoint has it. */
  step: number;
}

/**
 * A matrix of int4 on the grid of docs/arithmetic.md §4a.
 *
 * @param groupOf the group of a column
 */
export function fakeGroups(
  linear: Pick<FloatLinear, 'rows' | 'cols' | 'values' | 'groups'>,
  { groupScaleBits }: Pick<IntegerFormats, 'groupScaleBits'>,
  groupOf: (column: number) => number,
): Omit<QuantisedMatrix, 'bias'> {
  const { rows, cols, values, groups } = linear;
  const given = groups === undefined ? null : { size: groups.size, scales: groups.scales };
  const matrix = Array.from({ length: rows }, () => new Map<number, Group>());
  values.forEach((value, at) => {
    const [row, column] = [Math.floor(at / cols), at % cols];
    const own = matrix[row]?.get(groupOf(column)) ?? { least: 0, largest: 0, step: 0 };
    own.least = Math.min(own.least, value);
    own.largest = Math.max(own.largest, value);
    own.step =
      given === null
        ? (own.largest - own.least) / 15
        : (given.scales[row * Math.ceil(cols / given.size) + Math.floor(column / given.size)] ?? 0);
    matrix[row]?.set(groupOf(column), own);
  });
  const most = 2 ** groupScaleBits - 1;
  const longest = matrix.map((row) => Math.max(...[...row.values()].map(({ step }) => step)));
  const unit = Math.max(...longest) / most;
  const steps = Float64Array.from(longest, (step) =>
    unit === 0 ? 0 : (Math.ceil((step / most / unit) * 2 ** 15) / 2 ** 15) * unit,
  );
  const integers = values.map((value, at) => {
    const row = Math.floor(at / cols);
    const own = matrix[row]?.get(groupOf(at % cols));
    const share = own === undefined || own.step === 0 ? 0 : nearestEven(own.step / (steps[row] ?? 1));
    if (own === undefined || share === 0) return 0;
    // A code less its zero point: a checkpoint's own, or the nearest of those from −zero to 15 − zero.
    if (given !== null) return share * nearestEven(value / own.step);
    const step = share * (steps[row] ?? 0);
    const zero = Math.min(Math.max(nearestEven(-own.least / step), 0), 15);
    return share * Math.min(Math.max(nearestEven(value / step), -zero), 15 - zero);
  });
  return { rows, cols, integers, steps };
}
