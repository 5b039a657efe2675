import { blockMemory } from './resources/block-memory.ts';
import type { CostParameters } from './resources/cost-parameters.ts';
import { lutRomBit } from './resources/lut-rom.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { NO_RESOURCES } from './resources.ts';

export const weightStoreCost: UnitCost = {
  unit: 'weight_store',
  logic: (p, { family }) => ({
    rom: inLogic(p) * dataBits(p) * lutRomBit(family, p.weightWords),
  }),
  registers: (p) => ({ out: inLogic(p) * dataBits(p) }),
  exact: (p, { family }) => {
    if (p.plan.weightStore !== 'bram' || family === 'cyclone_v') return NO_RESOURCES;
    const { blocks, banks } = blockMemory(family, p.weightWords, dataBits(p), false);
    return { ...NO_RESOURCES, bram: blocks, lut: banks > 1 ? dataBits(p) * Math.ceil((banks - 1) / 2) : 0 };
  },
};

function dataBits(p: CostParameters): number {
  return p.rows * p.lanes * p.weightBits;
}

function inLogic(p: CostParameters): number {
  return p.plan.weightStore === 'bram' ? 0 : 1;
}
