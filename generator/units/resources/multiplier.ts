import { NO_RESOURCES, type Resources } from '../resources.ts';
import type { Fabric } from './fabric.ts';

/**
 * DSP blocks of one signed multiplier of `a` × `b` bits (an unsigned factor counts a bit more): a DSP48 has 27 × 18 (25 × 18
 * in 7 series), a DSP block of Cyclone V one 27 × 27, two 18 × 18 or three 9 × 9, ECP5 and Gowin 18 × 18, UP5K 16 × 16.
 * What is wider is cut into pieces. Nothing where there are no DSP blocks: see `multiplierBits`.
 * Source: yosys 0.23 `mul2dsp` with each family's limits; the order of the factors matters to it on Cyclone V only.
 */
export function multiplier({ family, dsp }: Fabric, a: number, b: number): Resources {
  if (!dsp) return NO_RESOURCES;
  const [wide, narrow] = [Math.max(a, b), Math.min(a, b)];
  switch (family) {
    case 'xilinx_ultrascale_plus':
      return blocks(pieces(wide, 27) * pieces(narrow, 18));
    case 'xilinx_7':
      return blocks(pieces(wide, 25) * pieces(narrow, 18));
    case 'cyclone_v':
      if (wide <= 9) return blocks(1 / 3);
      if (wide <= 18) return blocks(1 / 2);
      // A block of 27 × 27 only where the first factor is the wide one; else 18 bits of the second, and what is left of it in 9 × 9.
      if (a > 18) return blocks(pieces(wide, 27) * pieces(narrow, 27));
      return blocks(1 / 2 + (wholePieces(b - 18, 9) * Math.ceil(a / 9)) / 3);
    case 'ecp5':
    case 'gowin':
      return blocks(wholePieces(wide, 18) * wholePieces(narrow, 18));
    case 'ice40':
      return blocks(wholePieces(wide, 16) * wholePieces(narrow, 16));
  }
}

/** Bits of the rows of a multiplier of LUTs, one for every two bits of `b` and one for its sign; none where there are DSP blocks. */
export function multiplierBits({ dsp }: Fabric, a: number, b: number): number {
  return dsp ? 0 : (Math.floor(b / 2) + 1) * (a + 2);
}

/** Bits of a register right behind or before a multiplier that stay flip-flops: a DSP48 takes them in. */
export function productRegister({ family }: Fabric, bits: number): number {
  return family.startsWith('xilinx') ? 0 : bits;
}

/** Pieces of a signed factor: all but the top one lose a bit to their sign. */
function pieces(bits: number, limit: number): number {
  return bits <= limit ? 1 : Math.ceil((bits - 1) / (limit - 1));
}

/** Pieces where a block takes unsigned factors too: as wide as the block, and a last one of a single bit is left to LUTs. */
function wholePieces(bits: number, limit: number): number {
  return Math.floor(bits / limit) + (bits % limit > 1 ? 1 : 0);
}

function blocks(count: number): Resources {
  return { ...NO_RESOURCES, dsp: count };
}
