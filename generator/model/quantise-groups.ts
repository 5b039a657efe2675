import type { FloatLinear, WeightGroups } from './float-model.ts';
import { GROUP_SCALE_BITS } from './group-size.ts';
import type { IntegerLinear } from './integer-model.ts';
import { groupsOfRow, type Rounding, toNearest } from './levels.ts';
import { ROW_SCALE_ONE } from './quantise-weights.ts';
import { roundHalfEven } from './round-half-even.ts';

const LARGEST_CODE = 15;
/** Codes and zero points are stored less this: as signed numbers of four bits. */
const MIDDLE = 8;
const LARGEST_SHARE = 2 ** GROUP_SCALE_BITS - 1;

/** The value of a step of each group as the hardware has it: scale · ρ / 2^15 · share. */
interface Steps {
  readonly scale: number;
  readonly rowScales: Uint16Array;
  readonly shares: Uint16Array;
}

/** Codes and zero points, 0 … 15 each. */
interface Coded extends Steps {
  readonly codes: ArrayLike<number>;
  readonly zeroPoints: ArrayLike<number>;
}

/**
 * A matrix as int4 in groups of `size` columns, docs/arithmetic.md §4a: a checkpoint's own codes and zero points, else rounded
 * between the least and the largest weight of each group. Only a group's step is rounded, to a share of its row's largest.
 */
export function quantiseGroups(
  linear: FloatLinear,
  size: number,
  rounding: Rounding = toNearest,
): IntegerLinear {
  const { name, rows, cols, groups } = linear;
  const perRow = groupsOfRow({ cols, size });
  const coded = groups === undefined ? rounded(linear, size, rounding) : kept(groups, cols, size);
  const { scale, rowScales, shares } = coded;
  const codes = Int8Array.from(coded.codes, (code) => code - MIDDLE);
  const zeroPoints = Int8Array.from(coded.zeroPoints, (zero) => zero - MIDDLE);
  const weights = Int16Array.from(codes, (code, at) => {
    const group = Math.floor(at / cols) * perRow + Math.floor((at % cols) / size);
    return (shares[group] ?? 0) * (code - (zeroPoints[group] ?? 0));
  });
  return {
    ...{ name, rows, cols, weights, scale, rowScales },
    planes: 1,
    groups: { codes, zeroPoints, scales: shares },
  };
}

/** A checkpoint's groups, each cut into those of `size` columns. */
function kept({ size: ownSize, codes, zeroPoints, scales }: WeightGroups, cols: number, size: number): Coded {
  const perRow = groupsOfRow({ cols, size });
  const ownPerRow = groupsOfRow({ cols, size: ownSize });
  const count = (codes.length / cols) * perRow;
  const own = Array.from(
    { length: count },
    (_, group) => Math.floor(group / perRow) * ownPerRow + Math.floor(((group % perRow) * size) / ownSize),
  );
  const steps = Float64Array.from(own, (group) => scales[group] ?? 0);
  return { codes, zeroPoints: own.map((group) => zeroPoints[group] ?? 0), ...sharesOf(steps, perRow) };
}

/** From the least weight of a group to its largest, 0 among them, in fifteen steps. */
function rounded({ values, rows, cols }: FloatLinear, size: number, rounding: Rounding): Coded {
  const perRow = groupsOfRow({ cols, size });
  const low = new Float64Array(rows * perRow);
  const high = new Float64Array(rows * perRow);
  values.forEach((value, at) => {
    const group = Math.floor(at / cols) * perRow + Math.floor((at % cols) / size);
    low[group] = Math.min(low[group] ?? 0, value);
    high[group] = Math.max(high[group] ?? 0, value);
  });
  const shares = sharesOf(
    low.map((least, group) => ((high[group] ?? 0) - least) / LARGEST_CODE),
    perRow,
  );
  const steps = Float64Array.from(shares.shares, (share, group) => {
    const row = (shares.rowScales[Math.floor(group / perRow)] ?? 0) / ROW_SCALE_ONE;
    return share * row * shares.scale;
  });
  const zeroPoints = Int16Array.from(steps, (step, group) =>
    step === 0 ? MIDDLE : limited(roundHalfEven(-(low[group] ?? 0) / step)),
  );
  const least = zeroPoints.map((zero) => -zero);
  const largest = zeroPoints.map((zero) => LARGEST_CODE - zero);
  const levels = rounding(values, { cols, size, steps, least, largest });
  const codes = levels.map((level, at) => {
    const group = Math.floor(at / cols) * perRow + Math.floor((at % cols) / size);
    return level + (zeroPoints[group] ?? 0);
  });
  return { codes, zeroPoints, ...shares };
}

/** The largest step of a row has the largest share. A row's ρ is rounded up, so that no share exceeds that. */
function sharesOf(steps: Float64Array, perRow: number): Steps {
  const largest = Float64Array.from({ length: steps.length / perRow }, (_, row) =>
    steps.subarray(row * perRow, (row + 1) * perRow).reduce((most, step) => Math.max(most, step), 0),
  );
  const scale = largest.reduce((most, step) => Math.max(most, step), 0) / LARGEST_SHARE || 1;
  const rowScales = Uint16Array.from(largest, (step) =>
    Math.ceil((step / LARGEST_SHARE / scale) * ROW_SCALE_ONE),
  );
  const shares = Uint16Array.from(steps, (step, group) => {
    const own = ((rowScales[Math.floor(group / perRow)] ?? 0) / ROW_SCALE_ONE) * scale;
    return own === 0 ? 0 : roundHalfEven(step / own);
  });
  return { scale, rowScales, shares };
}

function limited(code: number): number {
  return Math.min(Math.max(code, 0), LARGEST_CODE);
}
