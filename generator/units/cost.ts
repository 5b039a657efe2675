import type { Board } from '../sizing/board.ts';
import type { Family } from '../sizing/board-schema.ts';
import type { Plan } from '../sizing/plan.ts';
import type { CoreParameters } from './core-parameters.ts';
import { UNIT_COSTS } from './costs.ts';
import { costParameters } from './resources/cost-parameters.ts';
import { fabricOf } from './resources/fabric.ts';
import { gates } from './resources/logic.ts';
import { unitCostResources } from './resources/unit-cost.ts';
import { flipFlops, luts, type Resources, sumResources } from './resources.ts';

/** Estimate of a whole design in the board family's own units: what `fpga-gen synth` should find with yosys 0.23. */
export function designResources(p: CoreParameters, plan: Plan, board: Board): Resources {
  return sumResources(...Object.values(unitResources(p, plan, board)));
}

/** The estimate by unit. */
export function unitResources(
  p: CoreParameters,
  plan: Plan,
  board: Board,
): Readonly<Record<string, Resources>> {
  const parameters = costParameters(p, plan);
  const fabric = fabricOf(board);
  const units = UNIT_COSTS.filter(({ present }) => present?.(parameters) ?? true).map(
    (cost) => [cost.unit, unitCostResources(cost, parameters, fabric)] as const,
  );
  return {
    ...Object.fromEntries(units),
    // The vector bus: four units by one OR; the choice of the head's scale.
    accelerator_core: sumResources(
      gates(board.family, p.rows * p.xBits + p.scaleBits + CORE_FLAGS),
      flipFlops(p.layerBits),
    ),
    edges: sumResources(luts(EDGE_LUTS[board.family]), flipFlops(EDGE_FLIP_FLOPS)),
  };
}

/** Valid, first, last and sink gates of the core. */
const CORE_FLAGS = 20;

/**
 * Everything around the core in `fpga_gen_axi`: streams, queues, registers, step control. Measured with yosys 0.23 for microGPT; of the model
 * only the bits of a token and of a position enter.
 */
const EDGE_LUTS: Readonly<Record<Family, number>> = {
  xilinx_ultrascale_plus: 978,
  xilinx_7: 953,
  cyclone_v: 843,
  ecp5: 2164,
  ice40: 1530,
};
const EDGE_FLIP_FLOPS = 903;
