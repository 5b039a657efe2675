import type { DesignFile } from '../../generator/emit/design-file.ts';
import { groupedWeight } from '../math/matmul_array.ts';
import type { GroupScales, RowGroup } from './group-scales.ts';
import { unpackSigned } from './image.ts';
import type { ProgramWord } from './program.ts';

/** Undoes the tiling of the weight store, and puts the digits of a weight together where the array takes them apart. */
export function untile(
  word: ProgramWord,
  weightWords: readonly bigint[],
  groupScales: GroupScales | null,
  [rows, cols]: readonly [number, number],
  { rows: tileRows, lanes, weightBits, groupSize }: DesignFile['core'],
): Int16Array {
  const weights = new Int16Array(rows * cols);
  let address = word.base;
  let groups: readonly RowGroup[] = [];
  for (let tile = 0; tile < word.tiles; tile++) {
    for (let plane = 0; plane < word.planes; plane++) {
      for (let index = 0; index < word.words; index++) {
        if (groupScales !== null && (index * lanes) % groupSize === 0) groups = groupScales.take();
        const elements = unpackSigned(weightWords[address++] ?? 0n, tileRows * lanes, weightBits);
        for (let r = 0; r < tileRows; r++) {
          const group = groups[r];
          for (let l = 0; l < lanes; l++) {
            const row = tile * tileRows + r;
            const col = index * lanes + l;
            if (row >= rows || col >= cols) continue;
            const at = row * cols + col;
            const [before, element] = [weights[at] ?? 0, elements[r * lanes + l] ?? 0];
            weights[at] = group === undefined ? 2 * before + element : before + groupedWeight(element, group);
          }
        }
      }
    }
  }
  return weights;
}
