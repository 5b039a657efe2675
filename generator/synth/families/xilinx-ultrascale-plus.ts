import { carryPaths } from './carry.ts';
import type { Family, Figure } from './family.ts';
import { type XilinxFigures, xilinxCells, xilinxLocalWires } from './xilinx-cells.ts';

/**
 * Paths of routed designs, Vivado 2021.2, xczu3eg-sbva484, speed file -1 PRODUCTION 1.29, published in
 * github.com/gussmith23/lakeroad-evaluation under runs/2022-07-06-1704-full (`*-timing-*-route.v`).
 */
const REPORTS = 'Vivado reports of xczu3eg-1 in lakeroad-evaluation';

/** Speed grades and how much faster than the figures below (grade -1) they are. */
const GRADES: ReadonlyMap<string, number> = new Map([
  ['-1', 1],
  ['-2', 0.82],
  ['-2LV', 1],
  ['-3', 0.74],
]);

export const XILINX_ULTRASCALE_PLUS_GRADES: readonly string[] = [...GRADES.keys()];

function report(picoseconds: number): Figure {
  return { picoseconds, source: REPORTS };
}

function memory(picoseconds: number): Figure {
  return { picoseconds, source: 'from memory' };
}

/** UltraScale+ of Xilinx. Figures of grade -1 at 0.85 V, which -2LV at 0.72 V comes near to. */
export function xilinxUltrascalePlus(grade = '-1'): Family {
  return {
    name: 'xilinx_ultrascale_plus',
    grade,
    units: { lut: 'LUT6', ff: 'FF', bram: 'RAMB36', uram: 'URAM288', dsp: 'DSP48E2' },
    cells: xilinxCells(FIGURES),
    localWires: xilinxLocalWires(FIGURES),
    net: { base: report(260), perDoubling: report(30) },
    scale: {
      factor: GRADES.get(grade) ?? 1,
      source:
        'FDRE C to Q 79 ps and DSP_ALU 585 ps of -2 (RapidWright dump_all_dsp_delay.tcl) over -1; -2LV and -3 from memory',
    },
    errorBand: 0.35,
  };
}

/** Entry and exit fitted to CARRY8 paths `S[0]→CO[7]` 238, `S[3]→CO[7]` 195, `CI→O[0]` 72, `CI→O[7]` 146. */
const CARRY = {
  entryPropagate: report(180),
  entryGenerate: report(130),
  perBit: { picoseconds: 6.4, source: `${REPORTS}: CI to CO[7] 23 and the net to the next 28, over 8 bits` },
  exit: report(100),
  sum: report(100),
};

const FIGURES: XilinxFigures = {
  // The mean of what was reported: Vivado gives the late signal a fast pin, so that one size varies from 35 to 179.
  lut: [50, 63, 80, 90, 110, 125].map(report),
  mux: {
    MUXF7: { data: memory(70), select: memory(110) },
    MUXF8: { data: memory(30), select: memory(100) },
    MUXF9: { data: memory(30), select: memory(100) },
  },
  carry: new Map([
    ['CARRY4', carryPaths(4, CARRY)],
    ['CARRY8', carryPaths(8, CARRY)],
  ]),
  ff: { clockToOut: report(96), data: report(-27), enable: memory(60), reset: memory(80) },
  lutRam: {
    read: memory(150),
    clockToOut: memory(650),
    address: memory(180),
    data: memory(150),
    enable: memory(300),
  },
  shift: { clockToOut: memory(650), data: memory(150) },
  bram: {
    clockToOut: {
      picoseconds: 1012,
      source: '830 of -2, a report quoted in AutoBridge (U250), scaled to -1',
    },
    clockToOutRegistered: memory(290),
    address: memory(270),
    data: memory(230),
    control: memory(320),
  },
  uram: { clockToOut: memory(1400), clockToOutRegistered: memory(450), input: memory(400) },
  dsp: {
    atInput: memory(200),
    toMultiplier: {
      picoseconds: 1080,
      source: `${REPORTS}: A_B_DATA 195, PREADD 92, MULTIPLIER 737; setup 56 from memory`,
    },
    toOutput: {
      factor: { picoseconds: 1772, source: `${REPORTS}: 195 + 92 + 737 + 59 + 699, setup −10` },
      addend: { picoseconds: 688, source: `${REPORTS}: PCIN through DSP_ALU 698, setup −10` },
    },
    through: {
      factor: { picoseconds: 1923, source: `${REPORTS}: 195 + 92 + 737 + 59 + 699 + 141` },
      addend: { picoseconds: 839, source: `${REPORTS}: PCIN through DSP_ALU 698, DSP_OUTPUT 141` },
    },
    clockToOut: {
      output: memory(300),
      multiplier: {
        picoseconds: 1080,
        source: `${REPORTS}: DSP_ALU 699, DSP_OUTPUT 141; clock to MREG 240 from memory`,
      },
      input: { picoseconds: 2031, source: `${REPORTS}: clock to B2B1 395, then 737 + 59 + 699 + 141` },
    },
    internal: {
      inputToMultiplier: {
        picoseconds: 1190,
        source: `${REPORTS}: clock to B2B1 395, MULTIPLIER 737; setup from memory`,
      },
      multiplierToOutput: {
        picoseconds: 930,
        source: `${REPORTS}: DSP_ALU 699, setup −10; clock to MREG 240 from memory`,
      },
      inputToOutput: {
        picoseconds: 1880,
        source: `${REPORTS}: clock to B2B1 395, then 737 + 59 + 699, setup −10`,
      },
    },
  },
  insideSlice: report(30),
  dspCascade: report(30),
};
