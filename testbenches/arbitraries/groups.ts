import type { FloatLinear } from '../../generator/model/float-model.ts';

/** Random codes of 4 bits in groups of `size` columns, and the values that they stand for. */
export function randomGroups(
  rows: number,
  cols: number,
  size: number,
  normal: () => number,
): Required<Pick<FloatLinear, 'values' | 'groups'>> {
  const perRow = Math.ceil(cols / size);
  const nibble = (): number => Math.min(Math.max(Math.round(7.5 + 4 * normal()), 0), 15);
  const codes = Uint8Array.from({ length: rows * cols }, nibble);
  const zeroPoints = Uint8Array.from({ length: rows * perRow }, nibble);
  // Some groups are of zeros.
  const scales = Float64Array.from({ length: rows * perRow }, () =>
    Math.fround(Math.max(0, 1 + 0.7 * normal()) / (5 * Math.sqrt(cols))),
  );
  const values = Float64Array.from(codes, (code, at) => {
    const group = Math.floor(at / cols) * perRow + Math.floor((at % cols) / size);
    return (code - (zeroPoints[group] ?? 0)) * (scales[group] ?? 0);
  });
  return { values, groups: { size, codes, zeroPoints, scales } };
}
