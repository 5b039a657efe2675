import type { Board } from '../../sizing/board.ts';
import type { Family } from '../../sizing/board-schema.ts';

/** What a circuit is built from: the family, and whether its multipliers may go into DSP blocks. */
export interface Fabric {
  readonly family: Family;
  /** False where there are no DSP blocks (iCE40 HX), or they are used up: multipliers are then LUTs. */
  readonly dsp: boolean;
}

/** The fabric of a board with DSP blocks as far as it has any. */
export function fabricOf(board: Board): Fabric {
  return { family: board.family, dsp: board.resources.dsp.count > 0 };
}
