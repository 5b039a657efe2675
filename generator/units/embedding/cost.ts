import type { Family } from '../../sizing/board-schema.ts';
import { blockMemory } from '../resources/block-memory.ts';
import { lutRomBit } from '../resources/lut-rom.ts';
import { romInBlocks } from '../resources/tables.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, NO_RESOURCES } from '../resources.ts';
import type { EmbeddingParameters } from './parameters.ts';

export const embeddingCost: UnitCost<EmbeddingParameters> = {
  unit: 'embedding',
  logic: (p, fabric) => {
    const { family } = fabric;
    const inLuts = romInBlocks(fabric, p.tableStore) ? 0 : p.rows * p.xBits;
    return {
      tokens: inLuts * lutRomBit(family, p.vocabulary * p.beats),
      positions: p.learned * inLuts * lutRomBit(family, p.context * p.beats),
      add: p.rows * p.xBits,
    };
  },
  registers: (p, fabric) => ({
    // The words read from LUTs: columns that are the same in all words, as signs are above small numbers, share a flip-flop.
    read: romInBlocks(fabric, p.tableStore) ? 0 : (1 + p.learned) * p.rows * p.xBits,
    control: 1,
  }),
  exact: (p, fabric) => {
    const { family } = fabric;
    const sum = p.rows * p.xBits;
    if (!romInBlocks(fabric, p.tableStore)) return flipFlops(sum);
    const bram = blocks(p, family, p.tokenBits) + p.learned * blocks(p, family, p.positionBits);
    return { ...NO_RESOURCES, ff: sum, bram };
  },
};

/** Blocks of 2^indexBits rows, whose beats are padded to a power of two. */
function blocks(p: EmbeddingParameters, family: Family, indexBits: number): number {
  const words = 2 ** (indexBits + Math.ceil(Math.log2(p.beats)));
  return blockMemory(family, words, p.rows * p.xBits, false).blocks;
}
