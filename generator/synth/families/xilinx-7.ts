import type { Family, Figure, PathGroup } from './family.ts';
import { type XilinxFigures, xilinxCells, xilinxLocalWires } from './xilinx-cells.ts';

const LIBRARY = 'yosys techlibs/xilinx/cells_sim.v specify (prjxray, artix7)';
const REPORTS = 'Vivado report_timing of routed Artix-7 and Zynq-7000 designs, grade -1, as published';

/** Speed grades and how much faster than the figures below (grade -1, the slowest) they are. */
const GRADES: ReadonlyMap<string, number> = new Map([
  ['-1', 1],
  ['-2', 0.83],
  ['-3', 0.74],
]);

export const XILINX_7_GRADES: readonly string[] = [...GRADES.keys()];

function library(picoseconds: number): Figure {
  return { picoseconds, source: LIBRARY };
}

function report(picoseconds: number): Figure {
  return { picoseconds, source: REPORTS };
}

function memory(picoseconds: number): Figure {
  return { picoseconds, source: 'from memory' };
}

/** Derived from figures of the library. */
function derived(picoseconds: number, how: string): Figure {
  return { picoseconds, source: `${LIBRARY}: ${how}` };
}

/**
 * 7 series of Xilinx (Artix-7, Zynq-7000). LUTs and flip-flops are as Vivado reports them, which puts the
 * delay of a LUT's input pin into the net; the table of cells_sim.v puts it into the LUT, and is not used for
 * those two.
 */
export function xilinx7(grade = '-1'): Family {
  return {
    name: 'xilinx_7',
    grade,
    units: { lut: 'LUT6', ff: 'FF', bram: 'RAMB36', uram: null, dsp: 'DSP48E1' },
    cells: xilinxCells(FIGURES),
    localWires: xilinxLocalWires(FIGURES),
    net: { base: report(620), perDoubling: report(90) },
    scale: { factor: GRADES.get(grade) ?? 1, source: 'between grades from memory' },
    errorBand: 0.3,
  };
}

/** CARRY4 from input (row) to output (column), picoseconds; absent where there is no path. */
const CARRY4: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'O[0]': { CYINIT: 482, 'S[0]': 223, CI: 222 },
  'O[1]': { CYINIT: 598, 'DI[0]': 407, 'S[0]': 400, 'S[1]': 205, CI: 334 },
  'O[2]': { CYINIT: 584, 'DI[0]': 556, 'DI[1]': 537, 'S[0]': 523, 'S[1]': 558, 'S[2]': 226, CI: 239 },
  'O[3]': {
    CYINIT: 642,
    'DI[0]': 615,
    'DI[1]': 596,
    'DI[2]': 438,
    'S[0]': 582,
    'S[1]': 618,
    'S[2]': 330,
    'S[3]': 227,
    CI: 313,
  },
  'CO[0]': { CYINIT: 536, 'DI[0]': 379, 'S[0]': 340, CI: 271 },
  'CO[1]': { CYINIT: 494, 'DI[0]': 465, 'DI[1]': 445, 'S[0]': 433, 'S[1]': 469, CI: 157 },
  'CO[2]': {
    CYINIT: 592,
    'DI[0]': 540,
    'DI[1]': 520,
    'DI[2]': 356,
    'S[0]': 512,
    'S[1]': 548,
    'S[2]': 292,
    CI: 228,
  },
  'CO[3]': {
    CYINIT: 580,
    'DI[0]': 526,
    'DI[1]': 507,
    'DI[2]': 398,
    'DI[3]': 385,
    'S[0]': 508,
    'S[1]': 528,
    'S[2]': 378,
    'S[3]': 380,
    CI: 114,
  },
};

const FIGURES: XilinxFigures = {
  lut: [1, 2, 3, 4, 5, 6].map(() => report(124)),
  mux: {
    MUXF7: { data: library(223), select: library(296) },
    MUXF8: { data: library(104), select: library(273) },
    MUXF9: { data: memory(104), select: memory(273) },
  },
  carry: new Map([
    [
      'CARRY4',
      Object.entries(CARRY4).map(
        ([to, delays]): PathGroup => ({
          from: Object.entries(delays).map(([pin, delay]) => ({ pin, delay: library(delay) })),
          to: [to],
        }),
      ),
    ],
  ]),
  ff: { clockToOut: report(456), data: report(30), enable: library(109), reset: library(404) },
  lutRam: {
    read: report(124),
    clockToOut: library(1153),
    address: library(245),
    data: library(453),
    enable: library(654),
  },
  shift: { clockToOut: library(1472), data: library(173) },
  bram: {
    clockToOut: library(2454),
    clockToOutRegistered: library(882),
    address: library(566),
    data: library(737),
    control: library(532),
  },
  uram: null,
  dsp: {
    atInput: library(324),
    toMultiplier: library(1416),
    toOutput: { factor: library(2739), addend: library(1244) },
    through: { factor: library(2823), addend: library(1325) },
    clockToOut: { output: library(329), multiplier: library(1687), input: library(2952) },
    internal: {
      inputToMultiplier: derived(1545, 'A to MREG and what P loses when A is registered (2952 − 2823)'),
      multiplierToOutput: derived(1587, 'MREG to P less what the pin costs over PREG (1671 − (2823 − 2739))'),
      inputToOutput: derived(2868, 'A to PREG and what P loses when A is registered (2739 + 2952 − 2823)'),
    },
  },
  insideSlice: report(10),
  dspCascade: report(20),
};
