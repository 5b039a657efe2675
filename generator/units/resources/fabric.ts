import type { Board } from '../../sizing/board.ts';
import type { Family } from '../../sizing/board-schema.ts';

/** What a circuit is built from: the family, and whether its multipliers may go into DSP blocks. */
export interface Fabric {
  readonly family: Family;
  /** False where there are no DSP blocks (iCE40 HX), or they are used up: multipliers are then LUTs. */
  readonly dsp: boolean;
  /** Whether block RAM can be filled when the device is configured. yosys 0.23 cannot fill the M10K of Cyclone V; Quartus can. */
  readonly filledBlocks: boolean;
}

/** The fabric of a board with DSP blocks as far as it has any. */
export function fabricOf(board: Board): Fabric {
  return fabricOfFamily(board.family, hasMultipliers(board));
}

/** Whether yosys 0.23 makes DSP blocks of a board's multipliers: it has no mapping to those of Gowin. */
export function hasMultipliers({ family, resources }: Board): boolean {
  return resources.dsp.count > 0 && family !== 'gowin';
}

/** What yosys makes of a family. */
export function fabricOfFamily(family: Family, dsp: boolean): Fabric {
  return { family, dsp, filledBlocks: family !== 'cyclone_v' };
}

/** Several read ports share the LUTs of one memory: RAM32M and RAM32M16. */
export function hasManyPortedLutRam(family: Family): boolean {
  return family === 'xilinx_7' || family === 'xilinx_ultrascale_plus';
}

/** iCE40 has no LUT RAM: a memory that asks for it finds no mapping. */
export function hasLutRam(family: Family): boolean {
  return family !== 'ice40';
}
