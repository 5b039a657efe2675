import type { RopeTables } from '../../generator/model/rope-tables.ts';
import { unpackSigned } from './image.ts';

/** Reads the tables of rotations: a word a pair, the sine above the cosine, 2^pairBits pairs an entry. */
export function ropeImages(
  { pairBits, lowBits, highBits }: Pick<RopeTables, 'pairBits' | 'lowBits' | 'highBits'>,
  words: (name: string, least: number) => readonly bigint[],
): Pick<RopeTables, 'highCos' | 'highSin' | 'lowCos' | 'lowSin'> {
  const read = (name: string, rows: number) => {
    const both = words(name, rows * 2 ** pairBits).map((word) => unpackSigned(word, 2, 16));
    const column = (index: number) => Int32Array.from(both, (pair) => pair[index] ?? 0);
    return { cos: column(0), sin: column(1) };
  };
  const high = read('rope_high', 2 ** highBits);
  const low = read('rope_low', 2 ** lowBits);
  return { highCos: high.cos, highSin: high.sin, lowCos: low.cos, lowSin: low.sin };
}
