import { blockMemory } from './resources/block-memory.ts';
import type { CostParameters } from './resources/cost-parameters.ts';
import { multiplexer } from './resources/logic.ts';
import { lutRomBit } from './resources/lut-rom.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { flipFlops, NO_RESOURCES, sumResources } from './resources.ts';

export const weightStoreCost: UnitCost = {
  unit: 'weight_store',
  logic: (p, { family }) => {
    const luts = inLogic(p, family) ? wordBits(p) * lutRomBit(family, p.weightWords) : 0;
    return { ternary: p.ternary * luts, numbers: (1 - p.ternary) * luts };
  },
  registers: () => ({ control: 1 }),
  exact: (p, { family }) => {
    if (inLogic(p, family)) return flipFlops(wordBits(p));
    const { blocks, banks } = blockMemory(family, p.weightWords, wordBits(p), false);
    return sumResources({ ...NO_RESOURCES, bram: blocks }, multiplexer(family, banks, wordBits(p)));
  },
};

/** Bits of a beat of weights. */
function wordBits(p: CostParameters): number {
  return p.rows * p.lanes * p.weightBits;
}

/** yosys 0.23 fills no M10K, so on Cyclone V block RAM too is logic; Quartus would use blocks. */
function inLogic(p: CostParameters, family: string): boolean {
  return p.plan.weightStore !== 'bram' || family === 'cyclone_v';
}
