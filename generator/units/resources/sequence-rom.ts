import type { Plan } from '../../sizing/plan.ts';
import { flipFlops, luts, NO_RESOURCES, type Resources, sumResources } from '../resources.ts';
import { blockMemory } from './block-memory.ts';
import type { Fabric } from './fabric.ts';
import { lutRomBit } from './lut-rom.ts';
import { romInBlocks } from './tables.ts';

/** A `sequence_rom` where the tables are: block RAM, or LUTs with a register. Nothing of 0 words. */
export function sequenceRom(
  { tableStore }: Pick<Plan, 'tableStore'>,
  fabric: Fabric,
  words: number,
  bits: number,
): Resources {
  if (words === 0) return NO_RESOURCES;
  const index = flipFlops(Math.max(1, Math.ceil(Math.log2(words))));
  if (romInBlocks(fabric, tableStore)) {
    const { blocks } = blockMemory(fabric.family, words, bits, false);
    return sumResources(index, { ...NO_RESOURCES, bram: blocks });
  }
  return sumResources(index, flipFlops(bits), luts(bits * lutRomBit(fabric.family, words)));
}
