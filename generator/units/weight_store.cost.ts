import { blockMemory } from './resources/block-memory.ts';
import type { CostParameters } from './resources/cost-parameters.ts';
import type { Fabric } from './resources/fabric.ts';
import { multiplexer } from './resources/logic.ts';
import { lutRomGrowth } from './resources/lut-rom.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { flipFlops, NO_RESOURCES, sumResources } from './resources.ts';

export const weightStoreCost: UnitCost = {
  unit: 'weight_store',
  logic: (p, fabric) => {
    const { family } = fabric;
    const { tables, search } = lutRomGrowth(family, p.weightWords);
    const bits = inLogic(p, fabric) ? wordBits(p) : 0;
    const numbers = 1 - p.ternary;
    return {
      ternaryTables: p.ternary * bits * tables,
      ternarySearch: p.ternary * bits * search,
      numberTables: numbers * bits * tables,
      numberSearch: numbers * bits * search,
    };
  },
  registers: () => ({ control: 1 }),
  exact: (p, fabric) => {
    const { family } = fabric;
    if (inLogic(p, fabric)) return flipFlops(wordBits(p));
    const { blocks, banks } = blockMemory(family, p.weightWords, wordBits(p), false);
    return sumResources({ ...NO_RESOURCES, bram: blocks }, multiplexer(family, banks, wordBits(p)));
  },
};

/** Bits of a beat of weights. */
function wordBits(p: CostParameters): number {
  return p.rows * p.lanes * p.weightBits;
}

/** Constants, LUT ROM, or a block RAM that cannot be filled. */
function inLogic(p: CostParameters, { filledBlocks }: Fabric): boolean {
  return p.plan.weightStore !== 'bram' || !filledBlocks;
}
