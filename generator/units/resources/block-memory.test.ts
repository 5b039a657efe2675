import { describe, expect, test } from 'vitest';
import type { Family } from '../../sizing/board-schema.ts';
import { blockMemory } from './block-memory.ts';
import { writtenBlock } from './small-memory.ts';

/** Words × bits, and the blocks that yosys 0.23 took of iCE40, ECP5, both Xilinx families: ROMs with random contents. Gowin takes as many as ECP5. */
const ROMS: ReadonlyArray<
  readonly [words: number, bits: number, ice40: number, ecp5: number, xilinx: number]
> = [
  [28, 64, 4, 2, 1],
  [28, 256, 16, 8, 4],
  [64, 72, 5, 2, 1],
  [256, 13, 1, 1, 0.5],
  [448, 32, 4, 1, 0.5],
  [512, 100, 13, 3, 1.5],
  [1024, 24, 6, 2, 1],
  [4096, 128, 128, 29, 14.5],
  [900, 40, 10, 3, 1.5],
  [2048, 9, 5, 1, 0.5],
  [3000, 17, 13, 3, 1.5],
];

/** Likewise memories with a write and a read port; the last column is Cyclone V, 0 where it took MLABs. */
const RAMS: ReadonlyArray<
  readonly [words: number, bits: number, ice40: number, ecp5: number, xilinx: number, cycloneV: number]
> = [
  [16, 64, 4, 2, 1, 0],
  [16, 128, 8, 4, 2, 0],
  [64, 32, 2, 1, 0.5, 2],
  [512, 36, 5, 1, 0.5, 2],
  [512, 64, 8, 2, 1, 4],
  [1024, 128, 32, 8, 4, 13],
  [256, 96, 6, 3, 1.5, 5],
  [2048, 40, 20, 5, 2.5, 8],
  [4096, 16, 16, 4, 2, 8],
];

describe('blocks are what yosys 0.23 took', () => {
  test.each(ROMS)('ROM of %i × %i', (words, bits, ice40, ecp5, xilinx) => {
    const blocks = (family: Family): number => blockMemory(family, words, bits, false).blocks;
    expect([blocks('ice40'), blocks('ecp5'), blocks('gowin')]).toEqual([ice40, ecp5, ecp5]);
    expect([blocks('xilinx_7'), blocks('xilinx_ultrascale_plus')]).toEqual([xilinx, xilinx]);
  });

  test.each(RAMS)('RAM of %i × %i', (words, bits, ice40, ecp5, xilinx, cycloneV) => {
    const blocks = (family: Family): number => writtenBlock(family, words, bits).bram;
    expect([blocks('ice40'), blocks('ecp5'), blocks('cyclone_v')]).toEqual([ice40, ecp5, cycloneV]);
    expect(blocks('gowin')).toBe(ecp5);
    expect([blocks('xilinx_7'), blocks('xilinx_ultrascale_plus')]).toEqual([xilinx, xilinx]);
  });

  test('a ROM that needs several banks has their multiplexer behind it', () => {
    expect(blockMemory('ecp5', 4096, 128, false).banks).toBe(2);
    expect(blockMemory('xilinx_7', 3000, 17, false).banks).toBe(3);
    expect(blockMemory('ice40', 900, 40, false).banks).toBe(1);
  });
});
