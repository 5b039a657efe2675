import type { WeightGroups } from './float-model.ts';

/** The exact values of a checkpoint's groups, which are all of one size: (code − zero point) · scale, at most 5 + 24 significant bits. */
export function groupValues({ size, codes, zeroPoints, scales }: WeightGroups): Float64Array {
  const values = new Float64Array(codes.length);
  for (let group = 0; group < scales.length; group++) {
    const [zero, scale] = [zeroPoints[group] ?? 0, scales[group] ?? 0];
    for (let at = group * size; at < (group + 1) * size; at++) values[at] = ((codes[at] ?? 0) - zero) * scale;
  }
  return values;
}
