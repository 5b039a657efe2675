import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countResources } from './count-resources.ts';
import type { Resources } from './families/family.ts';
import { type FamilyName, familyTable } from './families.ts';
import type { Netlist } from './netlist.ts';
import { fixtureNetlist, missingTool, synthesiseFixtures } from './support/fixture-run.ts';
import { walkTiming } from './timing-walk.ts';

/** What a fixture must come to in a family. */
interface Expected {
  readonly resources: Partial<Resources>;
  /** Picoseconds of the slowest path, each figure by hand from the family's table. */
  readonly path: readonly number[];
  readonly levels: number;
  /** Picoseconds by which it may be shorter: abc chooses among pins that are alike. */
  readonly spread?: number;
}

interface Case {
  readonly family: FamilyName;
  readonly grade: string;
  readonly fixtures: Readonly<Record<string, Expected>>;
}

const zeros = (count: number, picoseconds: number) => Array.from({ length: count }, () => picoseconds);
/** A net with `loads` loads. */
const net = (base: number, perDoubling: number, loads = 1) => base + perDoubling * Math.log2(loads);

const us = (loads = 1) => net(260, 30, loads);
const x7 = (loads = 1) => net(620, 90, loads);
const cv = (loads = 1) => net(700, 100, loads);
const ecp5 = (loads = 1) => net(750, 110, loads);
const hx = (loads = 1) => net(640, 55, loads);
const up = (loads = 1) => net(1860, 140, loads);
const gw = (loads = 1) => net(300, 200, loads);

const CASES: readonly Case[] = [
  {
    family: 'xilinx_ultrascale_plus',
    grade: '-1',
    fixtures: {
      // Clock to Q; propagate LUT; 180 into the chain, 16 bits of 6.4 less the first, 100 out; D.
      adder_chain: {
        resources: { lut: 16, ff: 48 },
        path: [96, us(2), 63, 30, 180, 14 * 6.4, 100, 30, -27],
        levels: 1,
      },
      // yosys makes the parity from LUT6, MUXF7, MUXF8 and a LUT6.
      lut_tree: {
        resources: { lut: 6, ff: 17 },
        path: [96, us(4), 125, 30, 70, 30, 30, us(), 125, 30, -27],
        levels: 2,
      },
      multiply_through: {
        resources: { lut: 48, ff: 49, dsp: 1 },
        path: [96, us(48), 63, us(), 1923, us(), 63, 30, -27],
        levels: 3,
      },
      // All of AREG, BREG, MREG and PREG are in use: the slowest is A to M, inside.
      multiply_registered: { resources: { dsp: 1 }, path: [1190], levels: 0 },
      block_rom: { resources: { ff: 25, bram: 0.5 }, path: [1012, us(), -27], levels: 0 },
      block_ram: { resources: { ff: 18, bram: 0.5 }, path: [1012, us(), -27], levels: 0 },
      // A word that is being written comes out of the RAM32M16 later than one that is only read.
      lut_ram: { resources: { lut: 8, ff: 8 }, path: [650, 30, -27], levels: 0 },
    },
  },
  {
    family: 'xilinx_7',
    grade: '-1',
    fixtures: {
      adder_chain: {
        resources: { lut: 16, ff: 48 },
        path: [456, x7(2), 124, 10, 528, 114, 114, 334, 10, 30],
        levels: 1,
      },
      lut_tree: {
        resources: { lut: 6, ff: 17 },
        path: [456, x7(4), 124, 10, 223, 10, 104, x7(), 124, 10, 30],
        levels: 2,
      },
      multiply_through: {
        resources: { lut: 48, ff: 49, dsp: 1 },
        path: [456, x7(48), 124, x7(), 2823, x7(), 124, 10, 30],
        levels: 3,
      },
      multiply_registered: { resources: { dsp: 1 }, path: [1587], levels: 0 },
      block_rom: { resources: { ff: 25, bram: 0.5 }, path: [2454, x7(), 30], levels: 0 },
      block_ram: { resources: { ff: 18, bram: 0.5 }, path: [2454, x7(), 30], levels: 0 },
      lut_ram: { resources: { lut: 4, ff: 8 }, path: [456, x7(3), 245], levels: 0 },
    },
  },
  {
    family: 'cyclone_v',
    grade: '6',
    fixtures: {
      adder_chain: {
        resources: { lut: 8, ff: 48 },
        path: [731, cv(), 1082, ...zeros(14, 36), 368, -196],
        levels: 1,
      },
      lut_tree: {
        resources: { lut: 3, ff: 17 },
        path: [731, cv(), 512, cv(), 97, cv(), 97, -196],
        levels: 3,
      },
      multiply_through: {
        resources: { lut: 24, ff: 65, dsp: 1 },
        path: [731, cv(48), 400, cv(), 3180, cv(), 97, -196],
        levels: 3,
        spread: 400 - 97,
      },
      multiply_registered: { resources: { ff: 96, dsp: 1 }, path: [731, cv(), 3982, cv(), -196], levels: 1 },
      // The write enable is inverted on its way in.
      block_ram: { resources: { lut: 1, ff: 18, bram: 1 }, path: [cv(), 97, cv(), 140], levels: 1 },
      lut_ram: { resources: { lut: 2, ff: 8 }, path: [731, cv(4), 487, -196], levels: 1 },
    },
  },
  {
    family: 'ecp5',
    grade: '6',
    fixtures: {
      adder_chain: {
        resources: { lut: 16, ff: 48 },
        path: [525, ecp5(), 447, ...zeros(6, 71), 474, 0],
        levels: 1,
      },
      lut_tree: { resources: { lut: 5, ff: 17 }, path: [525, ecp5(), 236, ecp5(), 236, 0], levels: 2 },
      multiply_through: {
        resources: { lut: 48, ff: 65, dsp: 1 },
        path: [525, ecp5(48), 236, ecp5(), 3700, ecp5(), 236, 0],
        levels: 3,
      },
      multiply_registered: { resources: { ff: 96, dsp: 1 }, path: [525, ecp5(), 3700, ecp5(), 0], levels: 1 },
      block_rom: { resources: { ff: 25, bram: 1 }, path: [5609, ecp5(), 0], levels: 0 },
      block_ram: { resources: { ff: 18, bram: 1 }, path: [5830, ecp5(), 0], levels: 0 },
      lut_ram: { resources: { lut: 6, ff: 8 }, path: [525, ecp5(), 236, 0], levels: 1 },
    },
  },
  {
    family: 'ice40',
    grade: 'hx8k',
    fixtures: {
      // Fifteen carries, each with its hop to the next, then the LUT of the last sum.
      adder_chain: {
        resources: { lut: 16, ff: 48 },
        path: [540, hx(2), 259, ...zeros(14, 24.5 + 126), 284, 316, 21],
        levels: 1,
      },
      lut_tree: { resources: { lut: 5, ff: 17 }, path: [540, hx(), 449, hx(), 449, 21], levels: 2 },
      // A flip-flop that no LUT drives is reached through one.
      block_rom: { resources: { ff: 25, bram: 2 }, path: [2146, hx(), 449, 21], levels: 0 },
      block_ram: { resources: { ff: 18, bram: 2 }, path: [2146, hx(), 449, 21], levels: 0 },
    },
  },
  {
    family: 'ice40',
    grade: 'up5k',
    fixtures: {
      adder_chain: {
        resources: { lut: 16, ff: 48 },
        path: [1391, up(2), 675, ...zeros(14, 69.5 + 278), 732, 874, -53],
        levels: 1,
      },
      lut_tree: { resources: { lut: 5, ff: 17 }, path: [1391, up(), 1285, up(), 1285, -53], levels: 2 },
      multiply_through: {
        resources: { lut: 48, ff: 49, dsp: 1 },
        path: [1391, up(48), 1205, up(), 9050, up(), 874, -53],
        levels: 3,
      },
      // A and B are registered in the block and its product at the output.
      multiply_registered: { resources: { lut: 1, ff: 32, dsp: 1 }, path: [7100], levels: 0 },
      block_rom: { resources: { ff: 25, bram: 2 }, path: [1179, up(), 1285, -53], levels: 0 },
      block_ram: { resources: { ff: 18, bram: 2 }, path: [1179, up(), 1285, -53], levels: 0 },
    },
  },
  {
    // Without multipliers: yosys has no mapping to the DSP blocks of Gowin.
    family: 'gowin',
    grade: 'C8',
    fixtures: {
      adder_chain: {
        resources: { lut: 16, ff: 48 },
        path: [232, gw(), 572, ...zeros(14, 31), 308, 35],
        levels: 1,
      },
      lut_tree: { resources: { lut: 5, ff: 17 }, path: [232, gw(), 570, gw(), 570, 35], levels: 2 },
      block_rom: { resources: { ff: 25, bram: 1 }, path: [2260, gw(), 35], levels: 0 },
      block_ram: { resources: { ff: 18, bram: 1 }, path: [2260, gw(), 35], levels: 0 },
      lut_ram: { resources: { lut: 6, ff: 8 }, path: [232, gw(), 154, 35], levels: 1 },
    },
  },
];

const skip = await missingTool('yosys');

describe.skipIf(skip).each(CASES)('fixtures in $family $grade', ({ family, grade, fixtures }) => {
  let scratch = '';
  let netlist: Netlist;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-fixtures-'));
    netlist = await synthesiseFixtures(scratch, family, grade, Object.keys(fixtures));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test.each(Object.entries(fixtures))('%s', (module, { resources, path, levels, spread = 0 }) => {
    const table = familyTable(family, grade);
    const one = fixtureNetlist(netlist, module);
    expect(countResources(one, table).total).toEqual({
      lut: 0,
      ff: 0,
      bram: 0,
      uram: 0,
      dsp: 0,
      ...resources,
    });
    const walk = walkTiming(one, table);
    const nanoseconds = path.reduce((sum, each) => sum + each, 0) / 1000;
    const steps = walk.path.map(({ incr, type }) => `${incr} ${type}`).join(', ');
    expect(walk.nanoseconds, steps).toBeLessThan(nanoseconds + 0.001);
    expect(walk.nanoseconds, steps).toBeGreaterThan(nanoseconds - spread / 1000 - 0.001);
    expect(walk.levels).toBe(levels);
    expect(walk.path.at(-1)?.at).toBeCloseTo(walk.nanoseconds, 2);
  });
});
