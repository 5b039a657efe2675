import type { Board } from '../sizing/board.ts';
import type { Plan } from '../sizing/plan.ts';
import { bitsFor, type CoreParameters } from './core-parameters.ts';
import { NO_RESOURCES, type Resources, scaleResources, sumResources } from './resources.ts';

/**
 * Estimate of a whole design, unit by unit, in the board family's own units. DSP blocks are counted from the
 * multipliers; LUTs and flip-flops are per-bit figures fitted to yosys 0.23 (docs/benchmarks.md says how far off they are).
 */
export function designResources(p: CoreParameters, plan: Plan, board: Board): Resources {
  return sumResources(...Object.values(unitResources(p, plan, board)));
}

/** The estimate by unit. */
export function unitResources(p: CoreParameters, plan: Plan, board: Board): Record<string, Resources> {
  const fabric = FABRICS[board.family] ?? DEFAULT_FABRIC;
  const dsps = board.resources.dsp.count > 0;
  const multiply = (a: number, b: number): Resources =>
    dsps && a + b > 8 ? { ...NO_RESOURCES, dsp: fabric.dspShare(a, b) } : logic(fabric, 1.15 * a * b, 0);
  const times = (count: number, a: number, b: number): Resources => scaleResources(count, multiply(a, b));
  const add = (lut: number, ff: number): Resources => logic(fabric, lut, ff);
  const { rows: R, lanes: L, xBits: X, activationBits: A, scaleBits: SB } = p;
  const macs = R * L;
  const groupWidth = p.headsParallel * p.headDim;
  const tableBits = p.activationBits === 8 ? 256 * 19 : 1024 * 26;
  const tables = (count: number): number => (count * tableBits) / fabric.romBitsPerLut;
  const weightBits = p.weightWords * macs * p.weightBits;
  const storeIsBlock = plan.weightStore === 'bram' && fabric.romsInBlocks;
  return {
    embedding: add(
      ((p.vocabulary + p.context) * p.beats * R * X) / fabric.romBitsPerLut + 2 * R * X,
      3 * R * X,
    ),
    norm_quantise: sumResources(
      times(R, X, X),
      A === 8 ? times(L, X, p.reciprocalBits + 1) : NO_RESOURCES,
      add(
        L * X * 5.5 + R * X * 4 + p.sumBits * 6 + tables(A === 8 ? 2 : 1),
        R * X * 4 + L * (X + A) + p.sumBits * 4,
      ),
      add((p.words * L * X) / 16, 0),
    ),
    matmul_array: sumResources(
      p.ternary === 1
        ? add(macs * (A + A + 2.5), (macs * (A + 2)) / 2 ** Math.min(3, p.levels - 1))
        : times(macs, A, p.weightBits),
      p.ternary === 1
        ? NO_RESOURCES
        : add(macs * (A + p.weightBits + 2), (macs * (A + p.weightBits + 2)) / 4 + macs * (A + p.weightBits)),
      add(R * (p.accBits * 2 + X), R * (p.accBits + 2 * X)),
      add((p.words * L * 2 * A) / 8, 0),
    ),
    weight_store: storeIsBlock
      ? { ...NO_RESOURCES, bram: fabric.blocks(p.weightWords, macs * p.weightBits) }
      : add(weightBits / fabric.romBitsPerLut, macs * p.weightBits),
    dequantise: sumResources(
      times(R, p.accBits - p.accShift, SB + 2),
      times(1, SB, SB),
      times(1, SB + 1, SB),
      add(R * 42 * 5, R * (p.accBits - p.accShift + SB + p.yBits)),
    ),
    residual: add(R * X * 3 + (p.beats * R * X) / 16, R * X * 2),
    attention: sumResources(
      times(groupWidth, p.kvBits, p.kvBits),
      times(groupWidth, p.probBits + 2, p.kvBits),
      times(R, p.kvBits + p.guardBits + 1, p.reciprocalBits + 1),
      add(
        groupWidth * (p.probBits + p.kvBits + 5) * 4.5 +
          p.headsParallel * (p.scoreBits * 8 + 150) +
          tables(2 * p.headsParallel),
        groupWidth * 80,
      ),
      plan.kvStore === 'bram'
        ? { ...NO_RESOURCES, bram: 2 * fabric.blocks(p.layers * p.context, p.heads * p.headDim * p.kvBits) }
        : add((2 * p.layers * p.context * p.heads * p.headDim * p.kvBits) / 32, 0),
    ),
    sampler:
      plan.sampler === 'sampler_parallel'
        ? sumResources(
            add(p.vocabulary ** 2 * p.logitBits * 0.62 + p.vocabulary * 260, p.vocabulary * 120),
            times(2, 17, 18),
          )
        : add(700, 300),
    sequencer: add(120 + bitsFor(p.weightWords) * 10, 110),
    edges: add(900, 1000),
  };
}

interface FabricFigures {
  readonly lut: number;
  readonly ff: number;
  readonly romBitsPerLut: number;
  readonly romsInBlocks: boolean;
  readonly dspShare: (a: number, b: number) => number;
  readonly blocks: (words: number, bits: number) => number;
}

function logic(fabric: FabricFigures, lut: number, ff: number): Resources {
  return { ...NO_RESOURCES, lut: lut * fabric.lut, ff: ff * fabric.ff };
}

/** Blocks of `words` × `bits` from blocks that are `width` wide and `depth` deep. */
function blocksOf(width: number, depth: number): FabricFigures['blocks'] {
  return (words, bits) => Math.ceil(bits / width) * Math.ceil(words / depth);
}

const DEFAULT_FABRIC: FabricFigures = {
  lut: 1,
  ff: 1,
  romBitsPerLut: 45,
  romsInBlocks: true,
  dspShare: () => 1,
  blocks: (words, bits) => blocksOf(36, 512)(words, bits) / 2,
};

const FABRICS: Partial<Record<Board['family'], FabricFigures>> = {
  // Two multipliers of up to 18 × 18 share a block, a larger one has it alone. Initialised memories stay in ALMs.
  cyclone_v: {
    lut: 0.62,
    ff: 1,
    romBitsPerLut: 45,
    romsInBlocks: false,
    dspShare: (a, b) => (Math.max(a, b) > 18 ? 1 : 0.5),
    blocks: blocksOf(40, 256),
  },
  ecp5: { ...DEFAULT_FABRIC, lut: 1.7, romBitsPerLut: 14, blocks: blocksOf(36, 512) },
  ice40: { ...DEFAULT_FABRIC, lut: 1.6, romBitsPerLut: 14, blocks: blocksOf(16, 256) },
};
