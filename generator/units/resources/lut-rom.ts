import type { Family } from '../../sizing/board-schema.ts';

/** Inputs of a family's LUT with its wide multiplexers at no extra cost, and what one such LUT counts. */
const LUT: Readonly<
  Record<Family, { readonly inputs: number; readonly counts: number; readonly muxes: boolean }>
> = {
  xilinx_ultrascale_plus: { inputs: 6, counts: 1, muxes: true },
  xilinx_7: { inputs: 6, counts: 1, muxes: true },
  cyclone_v: { inputs: 6, counts: 1, muxes: false },
  ecp5: { inputs: 4, counts: 1, muxes: true },
  ice40: { inputs: 4, counts: 1, muxes: false },
};

/**
 * LUTs of one data bit of a ROM with `words` words of contents without a pattern: full LUTs, and the multiplexers between them where
 * they are LUTs too. (Five inputs or fewer are half an ALM.)
 */
export function lutRomBit(family: Family, words: number): number {
  const { inputs, counts, muxes } = LUT[family];
  if (family === 'cyclone_v' && words <= 32) return 0.5;
  const tables = Math.ceil(words / 2 ** inputs);
  return counts * (muxes ? tables : tables + (tables - 1));
}
