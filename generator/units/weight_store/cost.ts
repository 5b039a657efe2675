import type { Family } from '../../sizing/board-schema.ts';
import { blockMemory } from '../resources/block-memory.ts';
import type { Fabric } from '../resources/fabric.ts';
import { multiplexer } from '../resources/logic.ts';
import { lutRomBit, lutRomGrowth } from '../resources/lut-rom.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, luts, NO_RESOURCES, type Resources, sumResources } from '../resources.ts';
import type { WeightStoreParameters } from './parameters.ts';

export const weightStoreCost: UnitCost<WeightStoreParameters> = {
  unit: 'weight_store',
  shared: true,
  logic: (p, fabric) => {
    const { family } = fabric;
    const { tables, search } = lutRomGrowth(family, p.weightWords);
    const bits = inLogic(p, fabric) ? p.weightWordBits : 0;
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
    if (p.weightStore === 'bram_lut' && fabric.filledBlocks) return split(p, family);
    if (inLogic(p, fabric)) return flipFlops(p.weightWordBits);
    const { blocks, banks } = blockMemory(family, p.weightWords, p.weightWordBits, false);
    return sumResources({ ...NO_RESOURCES, bram: blocks }, multiplexer(family, banks, p.weightWordBits));
  },
};

/** Whole blocks, the words behind them in LUTs, the choice between both and its register. */
function split(p: WeightStoreParameters, family: Family): Resources {
  const bits = p.weightWordBits;
  const { blocks } = blockMemory(family, p.weightWords - p.weightTail, bits, false);
  const tail = p.weightTail === 0 ? 0 : bits * (lutRomBit(family, p.weightTail) + 1);
  return sumResources(
    { ...NO_RESOURCES, bram: blocks },
    luts(tail),
    flipFlops((p.weightTail === 0 ? 1 : 2) * bits),
  );
}

/** Constants, LUT ROM, or a block RAM that cannot be filled. */
function inLogic(p: WeightStoreParameters, { filledBlocks }: Fabric): boolean {
  const blocks = p.weightStore === 'bram' || p.weightStore === 'bram_lut';
  return !blocks || !filledBlocks;
}
