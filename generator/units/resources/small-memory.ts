import type { Family } from '../../sizing/board-schema.ts';
import { NO_RESOURCES, type Resources, sumResources } from '../resources.ts';
import { blockMemory } from './block-memory.ts';
import { multiplexer } from './logic.ts';

/** A memory with one write port that is read in the cycle of its address. */
export interface SmallMemory {
  readonly words: number;
  readonly bits: number;
  readonly readPorts: number;
  /**
   * Where a register lets a block RAM take the memory's place: none; beside the address, so that a read while writing sees the
   * new word; or behind the data, of a memory that never reads what it writes (`ram`).
   */
  readonly register: 'none' | 'address' | 'data';
}

/** A LUT RAM: words, bits and LUTs of one, and its price in yosys' eyes. */
interface LutRam {
  readonly words: number;
  readonly bits: number;
  readonly luts: number;
  readonly price: number;
}

/** Source: share/yosys/<family>/lutrams*.txt of yosys 0.23, the simple dual-port ones; a MLAB cell is a bit of its width. */
const LUT_RAMS: Readonly<Record<Family, readonly LutRam[]>> = {
  xilinx_ultrascale_plus: [
    { words: 32, bits: 14, luts: 8, price: 16 },
    { words: 64, bits: 7, luts: 8, price: 16 },
  ],
  xilinx_7: [
    { words: 32, bits: 6, luts: 4, price: 8 },
    { words: 64, bits: 3, luts: 4, price: 8 },
  ],
  cyclone_v: [{ words: 32, bits: 1, luts: 0.5, price: 0.05 }],
  ecp5: [{ words: 16, bits: 4, luts: 6, price: 4 }],
  ice40: [],
  gowin: [{ words: 16, bits: 4, luts: 6, price: 4 }],
};

/** Price of a block RAM. Source: share/yosys/<family>/brams*.txt; M10K instead has to be a twentieth full. */
const BLOCK_PRICE: Readonly<Record<Family, number>> = {
  xilinx_ultrascale_plus: 257,
  xilinx_7: 257,
  cyclone_v: Infinity,
  ecp5: 128,
  ice40: 64,
  gowin: 128,
};

/**
 * What yosys makes of a small memory without attributes: whichever of flip-flops, LUT RAM and block RAM is cheapest by its own
 * prices (a flip-flop costs 1). One word is a register. Source: passes/memory/memory_libmap.cc.
 */
export function smallMemory(family: Family, memory: SmallMemory): Resources {
  const { words, bits, readPorts, register } = memory;
  const behind = { ...NO_RESOURCES, ff: register === 'data' ? bits * readPorts : 0 };
  if (words === 1) return sumResources({ ...NO_RESOURCES, ff: bits }, behind);
  if (family === 'cyclone_v' && words < 4 && readPorts > 1)
    return sumResources(inRegisters(family, memory).resources, behind);
  const choices = [
    inRegisters(family, memory),
    ...LUT_RAMS[family].map((ram) => inLutRam(family, memory, ram)),
  ].map(({ price, resources }) => ({ price, resources: sumResources(resources, behind) }));
  const { blocks } = blockMemory(family, words, bits, true);
  const block = { ...NO_RESOURCES, bram: blocks * readPorts };
  // M10K as soon as it is a twentieth full, but not for two reads that see what is written.
  const inM10k = register === 'data' || (register === 'address' && readPorts === 1);
  if (family === 'cyclone_v' && inM10k && words * bits >= 0.05 * blocks * M10K_BITS) return block;
  if (register !== 'none') {
    // The new word for a read while writing: a copy of it and a multiplexer stand beside the block.
    const bypass = register === 'address' ? { lut: bits * readPorts, ff: bits * readPorts } : {};
    choices.push({
      price: BLOCK_PRICE[family] * blocks * readPorts,
      resources: { ...block, ...bypass },
    });
  }
  return choices.reduce((best, next) => (next.price < best.price ? next : best)).resources;
}

/**
 * A memory in block RAM by attribute, with one write port and one registered read port that is never asked for what is being written. On
 * Cyclone V a memory that fills less than a twentieth of its blocks becomes MLABs. Measured with yosys 0.23 for 16 to 4096 words.
 */
export function writtenBlock(family: Family, words: number, bits: number): Resources {
  const { blocks, banks } = blockMemory(family, words, bits, true);
  const { lut } = multiplexer(family, banks, bits);
  if (family === 'cyclone_v' && words * bits < 0.05 * blocks * M10K_BITS) {
    const [ram] = LUT_RAMS.cyclone_v;
    return {
      ...NO_RESOURCES,
      lut: ram === undefined ? 0 : Math.ceil(words / ram.words) * bits * ram.luts,
      ff: bits,
    };
  }
  return { ...NO_RESOURCES, bram: blocks, lut };
}

const M10K_BITS = 10_240;

interface Choice {
  readonly price: number;
  readonly resources: Resources;
}

function inRegisters(family: Family, { words, bits, readPorts }: SmallMemory): Choice {
  const { lut } = multiplexer(family, words, bits);
  return {
    price: words * bits,
    resources: { ...NO_RESOURCES, lut: lut * readPorts + words, ff: words * bits },
  };
}

function inLutRam(family: Family, { words, bits, readPorts }: SmallMemory, ram: LutRam): Choice {
  const banks = Math.ceil(words / ram.words);
  const { lut } = multiplexer(family, banks, bits);
  const each = Math.ceil((banks * bits) / ram.bits) * ram.luts;
  return {
    price: ((ram.price * banks * bits) / ram.bits + 0.5 * (banks - 1) * bits) * readPorts,
    resources: { ...NO_RESOURCES, lut: (each + lut) * readPorts },
  };
}
