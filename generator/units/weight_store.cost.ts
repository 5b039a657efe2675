import { blockMemory } from './resources/block-memory.ts';
import type { CostParameters } from './resources/cost-parameters.ts';
import { multiplexer } from './resources/logic.ts';
import { lutRomGrowth } from './resources/lut-rom.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { flipFlops, NO_RESOURCES, sumResources } from './resources.ts';

export const weightStoreCost: UnitCost = {
  unit: 'weight_store',
  logic: (p, { family }) => {
    const { tables, search } = lutRomGrowth(family, p.weightWords);
    const bits = inLogic(p, family) ? wordBits(p) : 0;
    const numbers = 1 - p.ternary;
    return {
      ternaryTables: p.ternary * bits * tables,
      ternarySearch: p.ternary * bits * search,
      numberTables: numbers * bits * tables,
      numberSearch: numbers * bits * search,
    };
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
