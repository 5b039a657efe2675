import type { SigmoidTable } from '../../generator/model/sigmoid-table.ts';

/** The sigmoid's segments: a base of 20 bits above a slope of 8. */
export function sigmoidOf(words: readonly bigint[]): SigmoidTable {
  return {
    base: Int32Array.from(words, (word) => Number(word >> 8n)),
    slope: Int32Array.from(words, (word) => Number(BigInt.asUintN(8, word))),
  };
}
