import { type CostParameters, tableBits } from './resources/cost-parameters.ts';
import type { Fabric } from './resources/fabric.ts';
import { multiplier, multiplierBits } from './resources/multiplier.ts';
import { smallMemory, writtenBlock } from './resources/small-memory.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { type Resources, scaleResources, sumResources } from './resources.ts';

export const attentionCost: UnitCost = {
  unit: 'attention',
  present: ({ plan }) => plan.attention === 'attention',
  logic: (p, fabric) => ({
    multiply:
      products(p) *
        (multiplierBits(fabric, p.kvBits, p.kvBits) + multiplierBits(fabric, p.probBits + 2, p.kvBits)) +
      lanes(p) * multiplierBits(fabric, normalBits(p), p.reciprocalBits + 1),
    scores: products(p) * 2 * p.kvBits + p.headsParallel * p.scoreBits,
    powers: (p.headsParallel * tableBits(p.tables.attention_exp2)) / 64,
    softmax: p.headsParallel * (p.probBits + Math.log2(p.context) + p.scoreBits),
    values: products(p) * accBits(p),
    reciprocals: (slots(p) * tableBits(p.tables.attention_reciprocal)) / 64,
    lanes: lanes(p) * (normalBits(p) + p.xBits),
    choose: lanes(p) * accBits(p) * (p.beats - 1),
    row: p.width * p.kvBits,
    control: 1,
  }),
  registers: (p) => ({
    products: p.pipeline * products(p) * (3 * p.kvBits + p.probBits - 1),
    scores: p.headsParallel * (p.scoreBits + 2 * p.probBits + Math.log2(p.context) + 8),
    values: products(p) * accBits(p),
    groups: (p.attentionCycles - 1) * products(p) * accBits(p) + p.heads * 16,
    lanes: lanes(p) * (normalBits(p) + p.xBits + slotShare(p) * p.reciprocalBits),
    laneProducts: p.pipeline * lanes(p) * (normalBits(p) + p.reciprocalBits),
    row: p.width * p.kvBits,
    groupRow: 2 * products(p) * p.kvBits,
    control: 1,
  }),
  exact: (p, fabric) =>
    sumResources(
      scaleResources(2, keyValueMemory(p, fabric)),
      scaleResources(products(p), multiplier(fabric, p.kvBits, p.kvBits)),
      scaleResources(products(p), multiplier(fabric, p.probBits + 2, p.kvBits)),
      scaleResources(lanes(p), multiplier(fabric, normalBits(p), p.reciprocalBits + 1)),
    ),
};

/** Elements of the heads that are worked on at once. */
function products(p: CostParameters): number {
  return p.headsParallel * p.headDim;
}

function accBits(p: CostParameters): number {
  return p.probBits + Math.ceil(Math.log2(p.context)) + p.kvBits;
}

function normalBits(p: CostParameters): number {
  return p.kvBits + p.guardBits + 1;
}

/** Lanes that ever send an element. */
function lanes(p: CostParameters): number {
  return Math.min(p.rows, p.width);
}

/** Reciprocal tables: one for the lanes that belong to one head in every beat. */
function slots(p: CostParameters): number {
  return lanes(p) * slotShare(p);
}

function slotShare(p: CostParameters): number {
  const shared = p.beats === 1 || p.rows % p.headDim === 0 || p.headDim % p.rows === 0;
  return shared ? 1 / Math.min(p.headDim, p.rows) : 1;
}

/**
 * K or V: `layers × context` rows of the model's width. On Cyclone V yosys takes no notice of the MLAB attribute; the address
 * stands in a register, or with a single head group the data does.
 */
function keyValueMemory(p: CostParameters, { family }: Fabric): Resources {
  const [words, bits] = [p.layers * p.context, p.width * p.kvBits];
  if (p.plan.kvStore === 'bram') return writtenBlock(family, words, bits);
  const beside = p.attentionCycles === 1 ? 'data' : 'address';
  const register = family === 'cyclone_v' ? beside : 'none';
  return smallMemory(family, { words, bits, readPorts: 1, register });
}
