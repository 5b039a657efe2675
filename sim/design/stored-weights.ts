import type { DesignFile } from '../../generator/emit/design-file.ts';
import { groupedWeight } from '../units/matmul_array/math.ts';
import type { GroupScales, RowGroup } from './group-scales.ts';
import { unpackSigned } from './image.ts';
import type { ProgramWord } from './program.ts';

/** Where a word of the weight store belongs, and what it holds of each row. */
interface StoredWord {
  readonly tile: number;
  readonly index: number;
  /** Digits of `lanes` weights of a row. */
  readonly row: (r: number) => readonly number[];
}

type Core = DesignFile['core'];
type StoredOperation = ProgramWord & { readonly repeats: number };
type Reader = (word: StoredOperation, weightWords: readonly bigint[], core: Core) => Generator<StoredWord>;

/** In the order of the store; the digits of a weight come the highest first. */
const READERS: Readonly<Record<DesignFile['plan']['array'], Reader>> = {
  *matmul_array(word, weightWords, { rows, lanes, weightBits }) {
    let address = word.base;
    for (let tile = 0; tile < word.tiles; tile++) {
      for (let pass = 0; pass < word.planes * word.words; pass++) {
        const elements = unpackSigned(weightWords[address++] ?? 0n, rows * lanes, weightBits);
        yield { tile, index: pass % word.words, row: (r) => elements.slice(r * lanes, (r + 1) * lanes) };
      }
    }
  },
  *lookup_array(word, weightWords, { rows, lanes }) {
    const groups = Math.ceil(lanes / 3);
    let address = word.base;
    for (let turn = 0; turn < word.words; turn++) {
      // Each operation on a vector begins with the word that the one before it ended with.
      const index = (((turn - word.repeats) % word.words) + word.words) % word.words;
      for (let beat = 0; beat < word.tiles * word.planes; beat++) {
        const codes = unpackCodes(weightWords[address++] ?? 0n, rows * groups);
        const row = (r: number) => codes.slice(r * groups, (r + 1) * groups).flatMap(tritsOf);
        yield { tile: Math.floor(beat / word.planes), index, row };
      }
    }
  },
};

/**
 * A matrix cut out of the weight store, int[rows × cols]: with the digits of a weight put together where an array takes them apart,
 * and codes of groups as what they multiply an operand by.
 */
export function untile(
  word: StoredOperation,
  weightWords: readonly bigint[],
  groupScales: GroupScales | null,
  [rows, cols]: readonly [number, number],
  { core, plan }: Pick<DesignFile, 'core' | 'plan'>,
): Int16Array {
  const weights = new Int16Array(rows * cols);
  let groups: readonly RowGroup[] = [];
  for (const stored of READERS[plan.array](word, weightWords, core)) {
    if (groupScales !== null && (stored.index * core.lanes) % core.groupSize === 0)
      groups = groupScales.take();
    for (let r = 0; r < core.rows; r++) {
      const row = stored.tile * core.rows + r;
      if (row >= rows) break;
      const digits = stored.row(r);
      const group = groups[r];
      for (let l = 0; l < core.lanes; l++) {
        const col = stored.index * core.lanes + l;
        if (col >= cols) break;
        const at = row * cols + col;
        const [before, digit] = [weights[at] ?? 0, digits[l] ?? 0];
        weights[at] = group === undefined ? 2 * before + digit : before + groupedWeight(digit, group);
      }
    }
  }
  return weights;
}

function unpackCodes(word: bigint, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Number(BigInt.asUintN(5, word >> (5n * BigInt(index)))));
}

/** A code is one of three trits to base three, the first the units, each counted from −1. */
function tritsOf(code: number): number[] {
  return [(code % 3) - 1, (Math.floor(code / 3) % 3) - 1, Math.floor(code / 9) - 1];
}
