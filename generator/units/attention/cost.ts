import { kvQuantiseResources } from '../kv_quantise/cost.ts';
import type { Fabric } from '../resources/fabric.ts';
import { adder, adderTree, gates, shifter } from '../resources/logic.ts';
import { multiplier, multiplierBits } from '../resources/multiplier.ts';
import { smallMemory, writtenBlock } from '../resources/small-memory.ts';
import { tableBits } from '../resources/table-size.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, luts, NO_RESOURCES, type Resources, scaleResources, sumResources } from '../resources.ts';
import type { ParallelAttentionParameters } from './parameters.ts';

export const attentionCost: UnitCost<ParallelAttentionParameters> = {
  unit: 'attention',
  logic: (p, fabric) => (p.kvScaled === 1 ? {} : staticLogic(p, fabric)),
  registers: (p) => (p.kvScaled === 1 ? {} : staticRegisters(p)),
  exact: (p, fabric) => {
    const { kvHeads, kvScaled, qBits } = p;
    return sumResources(
      scaleResources(2, keyValueMemory(p, kvHeads * p.headDim * p.kvBits, fabric)),
      scaleResources(products(p), multiplier(fabric, qBits, p.kvBits)),
      scaleResources(products(p), multiplier(fabric, probabilityBits(p) + 2, p.kvBits)),
      scaleResources(lanes(p), multiplier(fabric, normalBits(p), p.reciprocalBits + 1)),
      kvScaled === 1 ? scaledResources(p, fabric) : NO_RESOURCES,
    );
  },
};

/** Levels of a tree over the elements of a head. */
function levelsOf({ headDim }: ParallelAttentionParameters): number {
  return Math.ceil(Math.log2(headDim));
}

function staticLogic(p: ParallelAttentionParameters, fabric: Fabric) {
  return {
    multiply:
      products(p) *
        (multiplierBits(fabric, p.kvBits, p.kvBits) + multiplierBits(fabric, p.probBits + 2, p.kvBits)) +
      lanes(p) * multiplierBits(fabric, normalBits(p), p.reciprocalBits + 1),
    scores: products(p) * 2 * p.kvBits + p.headsParallel * p.scoreBits,
    powers: (p.headsParallel * tableBits(p.attention_exp2)) / 64,
    softmax: p.headsParallel * (p.probBits + Math.log2(p.context) + p.scoreBits),
    values: products(p) * accBits(p),
    reciprocals: (slots(p) * tableBits(p.attention_reciprocal)) / 64,
    lanes: lanes(p) * (normalBits(p) + p.xBits),
    choose: lanes(p) * accBits(p) * (p.beats - 1),
    row: p.width * p.kvBits,
    control: 1,
  };
}

function staticRegisters(p: ParallelAttentionParameters) {
  return {
    products: p.pipeline * products(p) * (3 * p.kvBits + p.probBits - 1),
    scores: p.headsParallel * (p.scoreBits + 2 * p.probBits + Math.log2(p.context) + 8),
    values: products(p) * accBits(p),
    groups: (p.attentionCycles - 1) * products(p) * accBits(p) + p.heads * 16,
    lanes: lanes(p) * (normalBits(p) + p.xBits + slotShare(p) * p.reciprocalBits),
    laneProducts: p.pipeline * lanes(p) * (normalBits(p) + p.reciprocalBits),
    row: p.width * p.kvBits,
    groupRow: 2 * products(p) * p.kvBits,
    control: 1,
  };
}

/** What keys and values with scales take beside the memories and multipliers that the static ones have too, counted part by part. */
function scaledResources(p: ParallelAttentionParameters, fabric: Fabric): Resources {
  const { kvHeads } = p;
  const tagBits = 4 + Math.ceil(Math.log2(p.layers * p.context));
  return sumResources(
    scaleResources(2, keyValueMemory(p, kvHeads * 16, fabric)),
    kvQuantiseResources(p, kvHeads, tagBits, fabric),
    scaleResources(p.headsParallel, scaledHead(p, fabric)),
    scaledLanes(p, fabric),
    scaledRows(p, fabric),
    // Addresses, groups and flags that accompany an iteration.
    luts(60),
    flipFlops(4 * tagBits + 40),
  );
}

/** Score, softmax, weight and weighted sums of a head. */
function scaledHead(p: ParallelAttentionParameters, fabric: Fabric): Resources {
  const { qBits, dotShift } = p;
  const levels = levelsOf(p);
  const { family } = fabric;
  const inDsp = family.startsWith('xilinx');
  const productBits = qBits + p.kvBits - 1;
  const dotBits = productBits + levels - dotShift;
  const exponentBits = Math.ceil(Math.log2(accBits(p)));
  const sumBits = p.probBits + 1 + Math.ceil(Math.log2(p.context));
  // A DSP48 adds two products.
  const terms = 2 ** levels / (inDsp && levels > 1 ? 2 : 1);
  const score = sumResources(
    adderTree(family, terms, productBits + 1),
    shifter(family, 21, 4),
    gates(family, 21 + 16 + 30),
    luts(tableBits(p.attention_exp2) / 64),
  );
  const softmax = sumResources(
    scaleResources(2, adder(family, p.scoreBits - p.scoreFrac + 1)),
    shifter(family, p.probBits + 1, 4),
    shifter(family, sumBits, exponentBits),
    adder(family, sumBits),
    gates(family, 4 * p.reciprocalBits + 24),
  );
  const sums = sumResources(
    shifter(family, accBits(p), exponentBits),
    inDsp ? NO_RESOURCES : adder(family, accBits(p)),
  );
  const { pipeline } = p;
  const flow = [
    p.scoreBits + p.scoreBits - p.scoreFrac,
    pipeline * (exponentBits + p.probBits + 8),
    sumBits + exponentBits,
    (pipeline + 1) * (exponentBits + 4),
    pipeline * 19,
  ];
  const inside = [
    p.headDim * accBits(p),
    p.probBits + 1 + pipeline * (p.probBits + 12),
    probabilityBits(p) + dotBits + pipeline * (dotBits + 13),
    (pipeline * 2 ** levels * (productBits + 1)) / 2,
  ];
  const total = (list: readonly number[]) => list.reduce((sum, bits) => sum + bits, 0);
  return sumResources(
    multiplier(fabric, dotBits, 13),
    multiplier(fabric, p.probBits + 2, 13),
    luts(
      p.headDim *
        (multiplierBits(fabric, qBits, p.kvBits) + multiplierBits(fabric, probabilityBits(p) + 2, p.kvBits)) +
        multiplierBits(fabric, dotBits, 13) +
        multiplierBits(fabric, p.probBits + 2, 13),
    ),
    score,
    softmax,
    shifter(family, probabilityBits(p), 4),
    scaleResources(p.headDim, sums),
    flipFlops(total(flow) + (inDsp ? 0 : total(inside))),
  );
}

/** The way out: choice of the sums, normalisation, product with the reciprocal, rounding. */
function scaledLanes(p: ParallelAttentionParameters, fabric: Fabric): Resources {
  const { family } = fabric;
  const shiftBits = Math.ceil(Math.log2(Math.ceil(Math.log2(p.context)) + 3));
  const lane = sumResources(
    // One of the beats, each under a bit of its own.
    gates(family, (p.beats - 1) * accBits(p)),
    shifter(family, accBits(p) - 4, shiftBits),
    gates(family, p.xBits + 6),
    luts(multiplierBits(fabric, normalBits(p), p.reciprocalBits + 1)),
    flipFlops(p.xBits),
    flipFlops(
      family.startsWith('xilinx') ? 0 : normalBits(p) + p.pipeline * (normalBits(p) + p.reciprocalBits),
    ),
  );
  const groups = p.attentionCycles;
  return sumResources(
    scaleResources(lanes(p), lane),
    luts((slots(p) * tableBits(p.attention_reciprocal)) / 64),
    // What a head group leaves for the beats that send it.
    flipFlops((groups - 1) * products(p) * accBits(p) + p.heads * 16 + slots(p) * 2 * p.reciprocalBits),
  );
}

/** q's row, which turns where there are several head groups, and the rows of codes and scales. */
function scaledRows(p: ParallelAttentionParameters, { family }: Fabric): Resources {
  const { kvHeads, qBits } = p;
  const kvBits = kvHeads * (p.headDim * p.kvBits + 16);
  return sumResources(
    gates(family, p.width * qBits * (p.attentionCycles > 1 ? 1 : 0.5) + kvBits),
    flipFlops(p.width * qBits + kvBits),
  );
}

/** Elements of the heads that are worked on at once. */
function products(p: ParallelAttentionParameters): number {
  return p.headsParallel * p.headDim;
}

/** Bits of what weighs a value: a probability, or with scales one times what a code is worth. */
function probabilityBits(p: ParallelAttentionParameters): number {
  const { kvScaled, valueGuard } = p;
  return p.probBits + (kvScaled === 1 ? 1 + valueGuard : 0);
}

function accBits(p: ParallelAttentionParameters): number {
  return probabilityBits(p) + Math.ceil(Math.log2(p.context)) + p.kvBits;
}

function normalBits(p: ParallelAttentionParameters): number {
  return p.kvBits + p.guardBits + 1 + probabilityBits(p) - p.probBits;
}

/** Lanes that ever send an element. */
function lanes(p: ParallelAttentionParameters): number {
  return Math.min(p.rows, p.width);
}

/** Reciprocal tables: one for the lanes that belong to one head in every beat. */
function slots(p: ParallelAttentionParameters): number {
  return lanes(p) * slotShare(p);
}

function slotShare(p: ParallelAttentionParameters): number {
  const shared = p.beats === 1 || p.rows % p.headDim === 0 || p.headDim % p.rows === 0;
  return shared ? 1 / Math.min(p.headDim, p.rows) : 1;
}

/**
 * K, V or their scales: `layers × context` rows. On Cyclone V yosys takes no notice of the MLAB attribute; the address
 * stands in a register, or with a single head group the data does.
 */
function keyValueMemory(p: ParallelAttentionParameters, bits: number, { family }: Fabric): Resources {
  // Each token slot has a bank.
  const words = (p.layers * p.context) / p.tokenSlots;
  if (p.kvStore === 'bram') return writtenBlock(family, words, bits);
  if (p.kvStore === 'uram') return { ...NO_RESOURCES, uram: Math.ceil(words / 4096) * Math.ceil(bits / 72) };
  // Where all head groups read the same, no choice stands between the memory and the register behind it.
  const beside = Math.min(p.attentionCycles, p.kvHeads) === 1 ? 'data' : 'address';
  const register = family === 'cyclone_v' ? beside : 'none';
  return smallMemory(family, { words, bits, readPorts: 1, register });
}
