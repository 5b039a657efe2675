import { LOW_DIGIT_SCALE } from '../model/group-size.ts';
import type { IntegerLinear } from '../model/integer-model.ts';
import type { MatmulArrayParameters } from '../units/matmul_array/parameters.ts';
import { imageText, packElements } from './image.ts';

const ZERO_POINT_BITS = 4;

/**
 * Scales and zero points in program order: for each tile of `rows` results, for each digit, for each group, one word of a scale
 * and a zero point above it for each row.
 */
export function groupScalesImage(
  linears: readonly IntegerLinear[],
  { rows, groupSize, groupScaleBits }: Pick<MatmulArrayParameters, 'rows' | 'groupSize' | 'groupScaleBits'>,
): string {
  const bits = groupScaleBits + ZERO_POINT_BITS;
  const words: bigint[] = [];
  for (const linear of linears) {
    const groups = Math.ceil(linear.cols / groupSize);
    for (let tile = 0; tile < Math.ceil(linear.rows / rows); tile++) {
      for (let plane = linear.planes - 1; plane >= 0; plane--) {
        for (let group = 0; group < groups; group++) {
          const entries = Array.from({ length: rows }, (_, r) =>
            entry(linear, tile * rows + r, group, { groups, plane, groupScaleBits }),
          );
          words.push(packElements(entries, bits));
        }
      }
    }
  }
  return imageText(words, rows * bits);
}

interface Place {
  readonly groups: number;
  readonly plane: number;
  readonly groupScaleBits: number;
}

function entry(linear: IntegerLinear, row: number, group: number, place: Place): number {
  if (row >= linear.rows) return 0;
  if (linear.groups === null) return LOW_DIGIT_SCALE * 16 ** place.plane;
  const at = row * place.groups + group;
  // Above the scale, in two's complement: a negative one needs no more than the word's own cut.
  return (linear.groups.scales[at] ?? 0) + 2 ** place.groupScaleBits * (linear.groups.zeroPoints[at] ?? 0);
}
