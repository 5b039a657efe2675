import type { Family } from '../../sizing/board-schema.ts';

/** Words that one LUT holds a bit of, and words up to which the multiplexers between LUTs are wired and cost none. */
interface RomFabric {
  readonly lutWords: number;
  readonly freeWords: number;
}

/** Source: LUT6 with MUXF7, F8 and F9; ALM of six inputs; LUT4 with PFUMX and two levels of L6MUX; plain LUT4, also of Gowin, whose wide multiplexers yosys is told to leave. */
const ROM_FABRICS: Readonly<Record<Family, RomFabric>> = {
  xilinx_ultrascale_plus: { lutWords: 64, freeWords: 512 },
  xilinx_7: { lutWords: 64, freeWords: 256 },
  cyclone_v: { lutWords: 64, freeWords: 64 },
  ecp5: { lutWords: 16, freeWords: 128 },
  ice40: { lutWords: 16, freeWords: 16 },
  gowin: { lutWords: 16, freeWords: 16 },
};

/**
 * LUTs of one data bit of a ROM of `words` words without a pattern: full LUTs, and a multiplexer for each pair of groups that no
 * wired multiplexer joins. Contents with a pattern take less. (An ALM is one LUT of six inputs, half of it one of five.)
 */
export function lutRomBit(family: Family, words: number): number {
  if (family === 'cyclone_v' && words <= 32) return 1 / 2;
  const { lutWords, freeWords } = ROM_FABRICS[family];
  const joined = Math.ceil(words / freeWords) - 1;
  return Math.ceil(words / lutWords) + (JOINING[family] ?? 1) * joined;
}

/**
 * LUTs that each further LUT of the same data bit costs in multiplexers, where it is not one. ALMs: fitted to weight stores of 55 to 440
 * words. Gowin: measured, 64 and 256 words of random contents (6 and 26 LUT4).
 */
const JOINING: Readonly<Partial<Record<Family, number>>> = { cyclone_v: 0.75, gowin: 2 / 3 };

/** LUTs that hold one data bit of all words, and as much again for each doubling beyond one LUT: what finding them grows with. */
export function lutRomGrowth(
  family: Family,
  words: number,
): { readonly tables: number; readonly search: number } {
  const tables = words / ROM_FABRICS[family].lutWords;
  return { tables, search: tables * Math.max(0, Math.log2(tables)) };
}
