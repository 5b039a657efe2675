import type { Board } from '../sizing/board.ts';
import type { Family } from '../sizing/board-schema.ts';
import type { UnitContext } from './context.ts';
import { CORE_UNITS } from './index.ts';
import { type Fabric, fabricOf } from './resources/fabric.ts';
import { gates } from './resources/logic.ts';
import { unitCostResources } from './resources/unit-cost.ts';
import { flipFlops, NO_RESOURCES, type Resources, scaleResources, sumResources } from './resources.ts';

/** Estimate of a whole design in the board family's own units: what `fpga-gen synth` should find with yosys 0.23. */
export function designResources(context: UnitContext, board: Board): Resources {
  return sumResources(...Object.values(unitResources(context, board)));
}

/** The same as a vendor's tool is expected to have it, where that can fill block RAM which yosys 0.23 cannot; else null. */
export function vendorResources(context: UnitContext, board: Board): Resources | null {
  const fabric = fabricOf(board);
  if (fabric.filledBlocks) return null;
  return sumResources(...Object.values(unitResources(context, board, { ...fabric, filledBlocks: true })));
}

/** The estimate by unit. */
export function unitResources(
  context: UnitContext,
  board: Board,
  fabric: Fabric = fabricOf(board),
): Readonly<Record<string, Resources>> {
  const { widths, plan } = context;
  const units = CORE_UNITS.flatMap(({ name, shared, terms }) => {
    const ofDesign = terms(context, fabric);
    if (ofDesign === null) return [];
    const one = unitCostResources(name, ofDesign, fabric);
    return [[name, shared ? one : scaleResources(plan.tokenSlots, one)] as const];
  });
  return {
    ...Object.fromEntries(units),
    // The vector bus: four units by one OR; the choice of the head's scale.
    accelerator_core: sumResources(
      scaleResources(plan.tokenSlots, gates(board.family, widths.rows * widths.xBits + CORE_FLAGS)),
      gates(board.family, widths.scaleBits),
      flipFlops(widths.layerBits),
    ),
    edges: sumResources(EDGES[board.family], promptBlock(context, board.family)),
  };
}

/** What the prompt's queue takes where a step takes several tokens: entries, and for each bit a choice among as many others. */
function promptBlock({ plan, widths }: UnitContext, family: Family): Resources {
  const { tokenSlots } = plan;
  const { tokenBits } = widths;
  if (tokenSlots === 1) return NO_RESOURCES;
  const bits = (2 * tokenSlots - 4) * (tokenBits + 2);
  return sumResources(gates(family, 2 * tokenSlots * tokenSlots * (tokenBits + 2)), flipFlops(bits));
}

/** Valid, first, last and sink gates of the core. */
const CORE_FLAGS = 20;

/** An AXI top: streams, queues, registers, counters, step control. */
const axiTop = (lut: number): Resources => ({ ...NO_RESOURCES, lut, ff: 903 });

/**
 * Everything around the core in the top of a board. Measured with yosys 0.23 for microGPT; of the model only the bits of a token and of a
 * position enter. iCE40 and Gowin have a serial top, without counters, and a buffer in block RAM.
 */
const EDGES: Readonly<Record<Family, Resources>> = {
  xilinx_ultrascale_plus: axiTop(978),
  xilinx_7: axiTop(953),
  cyclone_v: axiTop(843),
  ecp5: axiTop(2164),
  ice40: { ...NO_RESOURCES, lut: 800, ff: 650, bram: 1 },
  gowin: { ...NO_RESOURCES, lut: 750, ff: 650, bram: 1 },
};
