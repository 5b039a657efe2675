import { roundHalfEven } from './round-half-even.ts';

/** What weights may become: whole numbers of steps, of each group of neighbouring columns of a row. */
export interface Levels {
  /** Columns of a matrix, and of a group. */
  readonly cols: number;
  readonly size: number;
  /** [rows × groups]: value of a step, 0 for a group of zeros; least and largest number of steps. */
  readonly steps: Float64Array;
  readonly least: Int16Array;
  readonly largest: Int16Array;
}

/** Numbers of steps for the values of a matrix. */
export type Rounding = (values: Float64Array, levels: Levels) => Int16Array;

/** Groups of a row. */
export function groupsOfRow({ cols, size }: Pick<Levels, 'cols' | 'size'>): number {
  return Math.ceil(cols / size);
}

/** The level of a group that is nearest to a value. */
export function nearestLevel(value: number, group: number, { steps, least, largest }: Levels): number {
  const step = steps[group] ?? 0;
  if (step === 0) return 0;
  return Math.min(Math.max(roundHalfEven(value / step), least[group] ?? 0), largest[group] ?? 0);
}

/** Every value by itself. */
export const toNearest: Rounding = (values, levels) => {
  const { cols, size } = levels;
  const perRow = groupsOfRow(levels);
  const weights = new Int16Array(values.length);
  for (let row = 0; row * cols < values.length; row++) {
    for (let col = 0; col < cols; col++) {
      const at = row * cols + col;
      weights[at] = nearestLevel(values[at] ?? 0, row * perRow + Math.floor(col / size), levels);
    }
  }
  return weights;
};
