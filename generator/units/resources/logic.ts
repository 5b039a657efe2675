import type { Family } from '../../sizing/board-schema.ts';
import { luts, type Resources } from '../resources.ts';

/**
 * Logic that maps alike wherever it stands, per family; calibrated with yosys 0.23 (scripts/calibrate-units.ts) on the units
 * themselves. An ALM counts two of what a LUT6 or LUT4 does once, hence the halves of Cyclone V.
 */
const BIT: Readonly<Record<Family, number>> = {
  xilinx_ultrascale_plus: 1,
  xilinx_7: 1,
  cyclone_v: 1 / 2,
  ecp5: 1,
  ice40: 1,
};

/** `count` functions of up to four inputs: a gate, a two-way multiplexer, a select of a ternary operand. */
export function gates(family: Family, count: number): Resources {
  return luts(BIT[family] * count);
}

/**
 * A ripple adder whose result of `bits` bits is one bit wider than its sign-extended operands. Xilinx shares the top bit's LUT with the
 * one below; a CCU2C of ECP5 holds two bits.
 */
export function adder(family: Family, bits: number): Resources {
  switch (family) {
    case 'xilinx_ultrascale_plus':
    case 'xilinx_7':
      return luts(bits - 1);
    case 'ecp5':
      return luts(2 * Math.ceil(bits / 2));
    case 'cyclone_v':
    case 'ice40':
      return gates(family, bits);
  }
}

/** A multiplexer of `ways` words of `bits`. Source: LUT6 4:1 (with MUXF7 and F8 up to 16:1 in 4); LUT4 2:1 each, with PFUMX 4:1 in 2. */
export function multiplexer(family: Family, ways: number, bits: number): Resources {
  if (ways <= 1) return luts(0);
  switch (family) {
    case 'xilinx_ultrascale_plus':
    case 'xilinx_7':
      return luts(bits * Math.ceil(ways / 4));
    case 'cyclone_v':
      return luts((bits * Math.max(1, 2 * ((ways - 1) / 3))) / 2);
    case 'ecp5':
    case 'ice40':
      return luts(bits * (ways - 1));
  }
}
