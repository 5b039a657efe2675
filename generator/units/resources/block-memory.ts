import type { Family } from '../../sizing/board-schema.ts';

/** One way in which a family's block RAM can be used: words of `widths[i]` bits, 2^(addressBits − i) of them. */
interface Geometry {
  readonly addressBits: number;
  readonly widths: readonly number[];
  /** yosys' price of one, against which it holds multiplexers; and how many blocks it is. */
  readonly price: number;
  readonly blocks: number;
  /** Bits that share a write enable. */
  readonly byteBits: number;
}

/** What a memory takes: blocks, and the multiplexers behind it where several banks share its words. */
export interface BlockMemory {
  readonly blocks: number;
  /** Banks that one word of the memory may stand in: each data bit has a multiplexer of so many. */
  readonly banks: number;
}

const XILINX: readonly Geometry[] = [
  { addressBits: 14, widths: [1, 2, 4, 9, 18], price: 129, blocks: 0.5, byteBits: 9 },
  { addressBits: 15, widths: [1, 2, 4, 9, 18, 36], price: 257, blocks: 1, byteBits: 9 },
  { addressBits: 14, widths: [1, 2, 4, 9, 18, 36], price: 129, blocks: 0.5, byteBits: 9 },
  { addressBits: 15, widths: [1, 2, 4, 9, 18, 36, 72], price: 257, blocks: 1, byteBits: 9 },
];

/**
 * Source: `share/yosys/<family>/brams*.txt` of yosys 0.23, the configurations with one write and one read port. Cyclone V's M10K
 * is mapped by another pass (`memory_bram`), and only where it has no initial contents.
 */
const GEOMETRIES: Readonly<Record<Family, readonly Geometry[]>> = {
  xilinx_ultrascale_plus: XILINX,
  xilinx_7: XILINX,
  cyclone_v: [{ addressBits: 13, widths: [1, 2, 5, 10, 20], price: 1, blocks: 1, byteBits: 0 }],
  ecp5: [
    { addressBits: 14, widths: [1, 2, 4, 9, 18], price: 128, blocks: 1, byteBits: 9 },
    { addressBits: 14, widths: [1, 2, 4, 9, 18, 36], price: 128, blocks: 1, byteBits: 9 },
  ],
  ice40: [{ addressBits: 11, widths: [2, 4, 8, 16], price: 64, blocks: 1, byteBits: 1 }],
  gowin: [{ addressBits: 14, widths: [1, 2, 4, 9, 18, 36], price: 128, blocks: 1, byteBits: 9 }],
};

/** yosys' price of a multiplexer bit. Source: passes/memory/memory_libmap.cc, FACTOR_MUX and FACTOR_DEMUX. */
const MUX_PRICE = 0.5;

/**
 * Blocks of a memory of `words` × `bits` as yosys 0.23 maps it (`ram_style = "block"`): the cheapest geometry, where
 * banks may share a block's width. Source: passes/memory/memory_libmap.cc, handle_geom.
 */
export function blockMemory(family: Family, words: number, bits: number, written: boolean): BlockMemory {
  let best = { blocks: Infinity, banks: 0, price: Infinity };
  for (const geometry of GEOMETRIES[family]) {
    const choice = cheapest(geometry, words, bits, written);
    if (choice.price < best.price) best = choice;
  }
  return { blocks: best.blocks, banks: best.banks };
}

function cheapest(geometry: Geometry, words: number, bits: number, written: boolean) {
  let best = { blocks: Infinity, banks: 0, price: Infinity };
  geometry.widths.forEach((width, log2) => {
    const banks = Math.ceil(words / 2 ** (geometry.addressBits - log2));
    // A written memory is padded to whole bytes, each under one write enable.
    const byte = written && geometry.byteBits > 0 ? Math.min(geometry.byteBits, width) : 1;
    const padded = Math.ceil(bits / byte) * byte;
    const copies = Math.ceil((banks * padded) / width);
    const enables = written && banks > 1 ? banks : 0;
    const price = geometry.price * copies + MUX_PRICE * ((banks - 1) * bits + enables);
    if (price < best.price) best = { blocks: copies * geometry.blocks, banks, price };
  });
  return best;
}
