import type { WeightGroups } from './float-model.ts';
import { commonGroup } from './group-size.ts';

/** Where a row or column comes from; −1 for padding. */
type Source = (index: number) => number;

/** Code and zero point of padding, whose steps are worth nothing. */
const MIDDLE = 8;

/** The groups of a matrix of `rows` × `cols` whose rows are others of the one given. */
export function mapGroupRows(
  groups: WeightGroups,
  rows: number,
  cols: number,
  sourceOf: Source,
): WeightGroups {
  const { size } = groups;
  const own = { cols, groups: Math.ceil(cols / size) };
  return mapped(groups, size, rows, { own, cols, row: sourceOf, column: same, group: same });
}

/**
 * The groups of a matrix of `rows` × `cols` whose columns are others of the `ownCols` given. They come in whole pieces of `piece`
 * neighbours: a group is cut where a piece of another one follows.
 */
export function mapGroupColumns(
  groups: WeightGroups,
  rows: number,
  cols: number,
  {
    ownCols,
    piece,
    sourceOf,
  }: { readonly ownCols: number; readonly piece: number; readonly sourceOf: Source },
): WeightGroups {
  const size = commonGroup(groups.size, piece);
  const group: Source = (index) => {
    const from = sourceOf(index * size);
    return from < 0 ? from : Math.floor(from / groups.size);
  };
  const own = { cols: ownCols, groups: Math.ceil(ownCols / groups.size) };
  return mapped(groups, size, rows, { own, cols, row: same, column: sourceOf, group });
}

const same: Source = (index) => index;

interface Mapping {
  /** Columns and groups of a row of what is given. */
  readonly own: { readonly cols: number; readonly groups: number };
  readonly cols: number;
  readonly row: Source;
  readonly column: Source;
  readonly group: Source;
}

function mapped(
  groups: WeightGroups,
  size: number,
  rows: number,
  { own, cols, row, column, group }: Mapping,
): WeightGroups {
  const perRow = Math.ceil(cols / size);
  return {
    size,
    get codes() {
      const out = new Uint8Array(rows * cols).fill(MIDDLE);
      return moved(groups.codes, own.cols, row, out, cols, column);
    },
    get zeroPoints() {
      const out = new Uint8Array(rows * perRow).fill(MIDDLE);
      return moved(groups.zeroPoints, own.groups, row, out, perRow, group);
    },
    get scales() {
      return moved(groups.scales, own.groups, row, new Float64Array(rows * perRow), perRow, group);
    },
  };
}

/** Fills `out`, rows of `width`, with what is not padding. */
function moved<Values extends Uint8Array | Float64Array>(
  values: Values,
  ownWidth: number,
  rowOf: Source,
  out: Values,
  width: number,
  columnOf: Source,
): Values {
  for (let at = 0; at < out.length; at++) {
    const [row, column] = [rowOf(Math.floor(at / width)), columnOf(at % width)];
    if (row >= 0 && column >= 0) out[at] = values[row * ownWidth + column] ?? 0;
  }
  return out;
}
