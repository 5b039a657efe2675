import { blockMemory } from './resources/block-memory.ts';
import { type CostParameters, type TableSize, tableBits } from './resources/cost-parameters.ts';
import type { Fabric } from './resources/fabric.ts';
import { writtenBlock } from './resources/small-memory.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { NO_RESOURCES, type Resources, scaleResources, sumResources } from './resources.ts';

export const samplerSerialCost: UnitCost = {
  unit: 'sampler_serial',
  present: ({ plan }) => plan.sampler === 'sampler_serial',
  logic: (p, { family }) => ({
    merge: p.logitBits + indexBits(p),
    lanes: p.rows * p.logitBits,
    table: family === 'cyclone_v' ? tableBits(p.tables.sampler_exp2) / 64 : 0,
    control: 1,
  }),
  registers: (p) => ({ sums: p.logitBits + 3 * (p.samplerWeightBits + indexBits(p)), control: 1 }),
  exact: (p, { family }) => {
    const place = placeBits(p);
    const item = p.logitBits + indexBits(p);
    const word = Math.max(p.samplerWeightBits + 1 + indexBits(p), sumBits(p));
    const waiting = p.rows > 4 ? p.rows - 4 : 0;
    return sumResources(
      scaleResources(2, writtenBlock(family, 2 ** (place + 2), Math.max(item, word))),
      scaleResources(2, writtenBlock(family, 2 ** (place + 1), item)),
      scaleResources(waiting, writtenBlock(family, 2 ** place, item)),
      tableBlocks(p.tables.sampler_exp2, family),
    );
  },
};

function indexBits(p: CostParameters): number {
  return Math.ceil(Math.log2(p.vocabulary));
}

/** Bits of the sum of all weights. */
function sumBits(p: CostParameters): number {
  return Math.ceil(Math.log2(p.vocabulary * 2 ** p.samplerWeightBits + 1));
}

/** Index bits of half a bank: a merge sort four ways, or a quarter of the vocabulary twice. */
function placeBits(p: CostParameters): number {
  const passes = Math.ceil(Math.log2(p.vocabulary) / 2);
  return Math.max(2 * (passes - 1), indexBits(p) - 1, 1);
}

/** The exponential's two memories in block RAM; yosys 0.23 fills no M10K. */
function tableBlocks(table: TableSize | null, family: Fabric['family']): Resources {
  if (table === null || family === 'cyclone_v') return NO_RESOURCES;
  const { k0, k1, k2 } = table.fields;
  const blocks = (index: number, bits: number): number => blockMemory(family, 2 ** index, bits, false).blocks;
  return {
    ...NO_RESOURCES,
    bram: blocks(k0 + k1, table.outBits) + (k2 > 0 ? blocks(k0 + k2, table.t1Bits) : 0),
  };
}
