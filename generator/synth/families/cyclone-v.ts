import {
  buffer,
  type CellModel,
  type CellTiming,
  type Family,
  type Figure,
  lutPaths,
  type PathGroup,
} from './family.ts';

const LIBRARY = 'yosys techlibs/intel_alm/common';
const ROUTING = 'nextpnr mistral/delay.cc getPipDelay: GOUT 123, two wires of 210 to 298, GIN 83';

/** Speed grades and how much slower than the figures below (grade 6) they are. */
const GRADES: ReadonlyMap<string, number> = new Map([
  ['6', 1],
  ['7', 1.15],
  ['8', 1.3],
]);

function alm(picoseconds: number): Figure {
  return { picoseconds, source: `${LIBRARY}/alm_sim.v specify (cyclonev)` };
}

function dff(picoseconds: number): Figure {
  return { picoseconds, source: `${LIBRARY}/dff_sim.v specify (cyclonev)` };
}

function dsp(picoseconds: number): Figure {
  return { picoseconds, source: `${LIBRARY}/dsp_sim.v specify (cyclonev)` };
}

function mem(picoseconds: number): Figure {
  return { picoseconds, source: `${LIBRARY}/mem_sim.v specify (cyclonev)` };
}

/**
 * Cyclone V (Intel). `lut` is in ALMs: a 6-input function fills one, everything smaller half of one, which
 * is what the fitter comes near to and never beats. `dsp` is in blocks of one 27×27, two 18×18 or three 9×9.
 */
export function cycloneV(grade = '6'): Family {
  const inside = { picoseconds: 0, source: `${LIBRARY}/alm_sim.v: delays are measured up to the flip-flop` };
  return {
    name: 'cyclone_v',
    grade,
    units: { lut: 'ALM', ff: 'FF', bram: 'M10K', uram: null, dsp: 'DSP block' },
    cells: new Map<string, CellModel>([
      ['MISTRAL_ALUT6', lut(1, [605, 583, 510, 512, 400, 97])],
      ['MISTRAL_ALUT5', lut(0.5, [583, 510, 512, 400, 97])],
      ['MISTRAL_ALUT4', lut(0.5, [510, 512, 400, 97])],
      ['MISTRAL_ALUT3', lut(0.5, [510, 400, 97])],
      ['MISTRAL_ALUT2', lut(0.5, [400, 97])],
      ['MISTRAL_NOT', lut(0.5, [97])],
      ['MISTRAL_BUF', lut(0.5, [97])],
      ['MISTRAL_ALUT_ARITH', arithmetic()],
      ['MISTRAL_FF', flipFlop()],
      ['MISTRAL_MLAB', lutRam()],
      ['MISTRAL_M10K', blockRam()],
      ['MISTRAL_MUL27X27', multiplier(1, 3732, 3928)],
      ['MISTRAL_MUL18X18', multiplier(1 / 2, 3180, 3982)],
      ['MISTRAL_MUL9X9', multiplier(1 / 3, 2818, 3051)],
      ['MISTRAL_CLKBUF', buffer('A', 'Q')],
    ]),
    localWires: [
      { from: 'carry', to: 'carry', delay: inside, sameLevel: true },
      ...['lut', 'sum', 'lutram'].map((from) => ({ from, to: 'ff-data', delay: inside })),
    ],
    net: {
      base: { picoseconds: 700, source: ROUTING },
      perDoubling: { picoseconds: 100, source: `${ROUTING}; growth from memory` },
    },
    scale: { factor: GRADES.get(grade) ?? 1, source: 'between grades 6, 7 and 8 from memory' },
    errorBand: 0.35,
  };
}

export const CYCLONE_V_GRADES: readonly string[] = [...GRADES.keys()];

function lut(alms: number, delays: readonly number[]): CellModel {
  const pins = ['A', 'B', 'C', 'D', 'E', 'F'].slice(0, delays.length);
  const timing: CellTiming = { paths: [lutPaths(pins, 'Q', delays.map(alm))], tags: { Q: 'lut' } };
  return { kind: 'lut', uses: { lut: alms }, timing: () => timing };
}

/** One bit of an adder with its lookup tables: half an ALM. */
function arithmetic(): CellModel {
  const pins = ['A', 'B', 'C', 'D0', 'D1', 'CI'];
  const paths: readonly PathGroup[] = [
    lutPaths(pins, 'SO', [1342, 1323, 927, 887, 785, 368].map(alm)),
    lutPaths(pins, 'CO', [1082, 1062, 813, 866, 1198, 36].map(alm)),
  ];
  const timing: CellTiming = {
    paths,
    tags: { CI: 'carry', CO: 'carry', SO: 'sum' },
    // A chain starts and ends in another half ALM.
    viaRouting: { CI: alm(1082), CO: alm(368) },
  };
  return { kind: 'carry', uses: { lut: 0.5 }, timing: () => timing };
}

function flipFlop(): CellModel {
  const timing: CellTiming = {
    untimed: ['CLK'],
    setup: { DATAIN: dff(-196) },
    otherInputs: dff(-196),
    clockToOut: { Q: dff(731) },
    tags: { DATAIN: 'ff-data' },
  };
  return { kind: 'ff', uses: { ff: 1 }, timing: () => timing };
}

/** 32×1 bits, of which twenty fill the ten ALMs of an MLAB. */
function lutRam(): CellModel {
  const timing: CellTiming = {
    untimed: ['CLK1'],
    paths: [
      {
        from: [487, 475, 382, 284, 96].map((delay, bit) => ({ pin: `B1ADDR[${bit}]`, delay: mem(delay) })),
        to: ['B1DATA'],
      },
    ],
    setup: { A1ADDR: mem(86), A1DATA: mem(86), A1EN: mem(86) },
    tags: { B1DATA: 'lutram' },
  };
  return { kind: 'lutram', uses: { lut: 0.5 }, timing: () => timing };
}

function blockRam(): CellModel {
  const timing: CellTiming = {
    untimed: ['CLK1'],
    setup: { A1ADDR: mem(125), A1DATA: mem(97), A1EN: mem(140), B1ADDR: mem(125), B1EN: mem(161) },
    clockToOut: { B1DATA: mem(1004) },
  };
  return { kind: 'bram', uses: { bram: 1 }, timing: () => timing };
}

/** Without registers: yosys 0.23 uses none of the block's own. */
function multiplier(blocks: number, fromA: number, fromB: number): CellModel {
  const timing: CellTiming = {
    paths: [
      {
        from: [
          { pin: 'A', delay: dsp(fromA) },
          { pin: 'B', delay: dsp(fromB) },
        ],
        to: ['Y'],
      },
    ],
  };
  return { kind: 'dsp', uses: { dsp: blocks }, timing: () => timing };
}
