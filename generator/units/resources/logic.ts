import type { Family } from '../../sizing/board-schema.ts';
import { luts, type Resources, scaleResources, sumResources } from '../resources.ts';

/** What a function of up to four inputs counts: half an ALM on Cyclone V, a whole LUT elsewhere. */
const GATE: Readonly<Record<Family, number>> = {
  xilinx_ultrascale_plus: 1,
  xilinx_7: 1,
  cyclone_v: 1 / 2,
  ecp5: 1,
  ice40: 1,
  gowin: 1,
};

/** `count` functions of up to four inputs: gates, two-way multiplexers, the choice of a ternary operand. */
export function gates(family: Family, count: number): Resources {
  return luts(GATE[family] * count);
}

/**
 * A shifter by 0 … 2^selects − 1: a LUT6 and an ALM choose from four, a LUT4 from two. Measured with yosys 0.23 for UltraScale+: a
 * fifth more, where the signs fill up.
 */
export function shifter(family: Family, bits: number, selects: number): Resources {
  const levels = family === 'ecp5' || family === 'ice40' ? selects : Math.ceil(selects / 2);
  return luts(1.2 * bits * levels);
}

/**
 * A ripple adder of sign-extended operands with a result of `bits` bits. Xilinx shares the top bit's LUT with the one below; a CCU2C of
 * ECP5 holds two bits. Measured with yosys 0.23: exact for the adder trees of the array.
 */
export function adder(family: Family, bits: number): Resources {
  if (family.startsWith('xilinx')) return luts(bits - 1);
  return gates(family, family === 'ecp5' ? 2 * Math.ceil(bits / 2) : bits);
}

/** A balanced tree that adds `count` terms of `bits` bits, a bit wider on each level. */
export function adderTree(family: Family, count: number, bits: number): Resources {
  const levels = Array.from({ length: Math.log2(count) }, (_, level) =>
    scaleResources(count / 2 ** (level + 1), adder(family, bits + level + 1)),
  );
  return sumResources(...levels);
}

/** Register bits of such a tree: behind each level whose depth, `before` levels included, is a multiple of `levelsPerStage`. */
export function treeRegisterBits(
  count: number,
  bits: number,
  levelsPerStage: number,
  before: number,
): number {
  let sum = 0;
  for (let level = 0; level <= Math.log2(count); level++) {
    const depth = before + level;
    if (depth > 0 && depth % levelsPerStage === 0) sum += (count / 2 ** level) * (bits + level);
  }
  return sum;
}

/**
 * A multiplexer of `ways` words of `bits` bits. A LUT6 takes four ways, with MUXF7 and F8 sixteen in four; an ALM about three halves a
 * pair; a LUT4 two. With `synth_gowin -nowidelut`, abc chains two LUT4 for four ways.
 */
export function multiplexer(family: Family, ways: number, bits: number): Resources {
  if (ways <= 1) return luts(0);
  if (family.startsWith('xilinx')) return luts(bits * Math.ceil(ways / 4));
  if (family === 'cyclone_v') return luts((bits * Math.max(1, (2 * (ways - 1)) / 3)) / 2);
  if (family === 'gowin') return luts(bits * Math.ceil((2 * (ways - 1)) / 3));
  return luts(bits * (ways - 1));
}
