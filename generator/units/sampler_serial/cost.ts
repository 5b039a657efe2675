import { writtenBlock } from '../resources/small-memory.ts';
import { tableBlocks, tableLogic } from '../resources/tables.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { scaleResources, sumResources } from '../resources.ts';
import type { SamplerParameters } from '../sampler-parameters.ts';

export const samplerSerialCost: UnitCost<SamplerParameters> = {
  unit: 'sampler_serial',
  shared: true,
  logic: (p, fabric) => ({
    merge: p.logitBits + indexBits(p),
    lanes: p.rows * p.logitBits,
    table: tableLogic(fabric, 'bram', p.sampler_exp2),
    control: 1,
  }),
  registers: (p) => ({ sums: p.logitBits + 3 * (p.samplerWeightBits + indexBits(p)), control: 1 }),
  exact: (p, fabric) => {
    const { family } = fabric;
    const place = placeBits(p);
    const item = p.logitBits + indexBits(p);
    const word = Math.max(p.samplerWeightBits + 1 + indexBits(p), sumBits(p));
    const waiting = p.rows > 4 ? p.rows - 4 : 0;
    return sumResources(
      scaleResources(2, writtenBlock(family, 2 ** (place + 2), Math.max(item, word))),
      scaleResources(2, writtenBlock(family, 2 ** (place + 1), item)),
      scaleResources(waiting, writtenBlock(family, 2 ** place, item)),
      tableBlocks(fabric, p.sampler_exp2),
    );
  },
};

function indexBits(p: SamplerParameters): number {
  return Math.ceil(Math.log2(p.vocabulary));
}

/** Bits of the sum of all weights. */
function sumBits(p: SamplerParameters): number {
  return Math.ceil(Math.log2(p.vocabulary * 2 ** p.samplerWeightBits + 1));
}

/** Index bits of half a bank: a merge sort four ways, or a quarter of the vocabulary twice. */
function placeBits(p: SamplerParameters): number {
  const passes = Math.ceil(Math.log2(p.vocabulary) / 2);
  return Math.max(2 * (passes - 1), indexBits(p) - 1, 1);
}
