import {
  type CellModel,
  type CellTiming,
  type Family,
  type Figure,
  lutPaths,
  type PathGroup,
} from './family.ts';

const REPORTS =
  'Gowin EDA timing reports of routed GW2AR-LV18QN88C8/I7 designs (a2fpga_core, a2n20v2-Enhanced), Slow 0.95V 85C C8/I7';
const LIBRARY = 'yosys techlibs/gowin/cells_sim.v specify';

/** The one grade with figures of its own: C8/I7. */
export const GOWIN_GRADES: readonly string[] = ['C8'];

/**
 * What C8/I7 takes of the library's figures, which are of a slower device: LUT4 0.36 to 0.41 of them (549, 570, 462 and 371 ps
 * of 1486, 1583, 1184 and 902), a flip-flop's clock to Q 0.35 (232 of 660).
 */
const OF_LIBRARY = 0.38;

function report(picoseconds: number, which: string): Figure {
  return { picoseconds, source: `${REPORTS}: ${which}` };
}

/** A figure of the library, brought down to C8/I7. */
function scaled(picoseconds: number): Figure {
  return {
    picoseconds: Math.round(picoseconds * OF_LIBRARY),
    source: `${LIBRARY} (${picoseconds}) times ${OF_LIBRARY}, the ratio of the LUT4 in the reports`,
  };
}

function memory(picoseconds: number): Figure {
  return { picoseconds, source: 'from memory' };
}

const ROUTING = `fitted by eye to the critical paths of three of the ${REPORTS}`;
const SETUP = report(35, 'tSu');

/**
 * Arora of Gowin (GW2A, GW2AR), as `synth_gowin` of yosys 0.23 maps it: LUT4 with wide multiplexers, ALU, RAM16, BSRAM of 18 Kb. It has no
 * mapping to the DSP blocks, so `dsp` stays 0.
 */
export function gowin(grade = 'C8'): Family {
  const inside = report(0, 'tNET from a LUT to its own flip-flop');
  return {
    name: 'gowin',
    grade,
    units: { lut: 'LUT4', ff: 'FF', bram: 'BSRAM', uram: null, dsp: null },
    cells: new Map<string, CellModel>([
      ...[1, 2, 3, 4].map((inputs): [string, CellModel] => [`LUT${inputs}`, lut(inputs)]),
      ['MUX2_LUT5', wideMux(scaled(160), scaled(680))],
      ...[6, 7, 8].map((inputs): [string, CellModel] => [
        `MUX2_LUT${inputs}`,
        wideMux(scaled(255), scaled(723)),
      ]),
      ['ALU', alu()],
      ...flipFlops(),
      ...[1, 2, 4].map((bits): [string, CellModel] => [`RAM16SDP${bits}`, lutRam()]),
      ...['SP', 'SPX9', 'SDP', 'SDPX9', 'DP', 'DPX9'].map((type): [string, CellModel] => [type, blockRam()]),
      ['VCC', constant('V')],
      ['GND', constant('G')],
    ]),
    localWires: [
      { from: 'carry', to: 'carry', delay: inside, sameLevel: true },
      { from: 'lut', to: 'lut-to-mux', delay: inside, sameLevel: true },
      { from: 'mux', to: 'lut-to-mux', delay: inside, sameLevel: true },
      ...['lut', 'mux', 'sum', 'lutram'].map((from) => ({ from, to: 'ff-data', delay: inside })),
    ],
    net: {
      base: { picoseconds: 300, source: ROUTING },
      perDoubling: { picoseconds: 200, source: ROUTING },
    },
    scale: { factor: 1, source: 'the figures are of this grade' },
    errorBand: 0.35,
  };
}

/** LUT4 from its four physical inputs; the slower of rise and fall. */
const LUT4 = [
  report(549, 'tINS of a LUT4'),
  report(570, 'tINS of a LUT4'),
  report(462, 'tINS of a LUT4'),
  report(371, 'tINS of a LUT4'),
];

/** A smaller LUT is a LUT4 that uses its faster inputs. */
function lut(inputs: number): CellModel {
  const pins = ['I0', 'I1', 'I2', 'I3'].slice(0, inputs);
  const timing: CellTiming = { paths: [lutPaths(pins, 'F', LUT4.slice(-inputs))], tags: { F: 'lut' } };
  return { kind: 'lut', uses: { lut: 1 }, timing: () => timing };
}

function wideMux(data: Figure, select: Figure): CellModel {
  const timing: CellTiming = {
    paths: [
      {
        from: [
          { pin: 'I0', delay: data },
          { pin: 'I1', delay: data },
          { pin: 'S0', delay: select },
        ],
        to: ['O'],
      },
    ],
    tags: { O: 'mux', I0: 'lut-to-mux', I1: 'lut-to-mux' },
  };
  return { kind: 'mux', uses: {}, timing: () => timing };
}

/** One bit of an adder, in place of a LUT4. The pin I3 chooses between sum and difference. */
function alu(): CellModel {
  const pins = ['I0', 'I1', 'I3', 'CIN'];
  const paths: readonly PathGroup[] = [
    lutPaths(pins, 'SUM', [1432, 1049, 1010, 811].map(scaled)),
    lutPaths(pins, 'COUT', [1380, 1505, 792, 82].map(scaled)),
  ];
  const timing: CellTiming = {
    paths,
    tags: { CIN: 'carry', COUT: 'carry', SUM: 'sum' },
    // A chain is entered and left by another ALU.
    viaRouting: { CIN: scaled(1505), COUT: scaled(811) },
  };
  return { kind: 'carry', uses: { lut: 1 }, timing: () => timing };
}

/** `DFF`, `DFFN` and what follows: enable (E), set (S), reset (R), preset (P), clear (C). */
function flipFlops(): readonly [string, CellModel][] {
  const timing: CellTiming = {
    untimed: ['CLK'],
    setup: { D: SETUP },
    otherInputs: SETUP,
    clockToOut: { Q: report(232, 'tC2Q of a flip-flop') },
    tags: { D: 'ff-data' },
  };
  const model: CellModel = { kind: 'ff', uses: { ff: 1 }, timing: () => timing };
  return ['', 'N'].flatMap((edge) =>
    ['', 'S', 'R', 'P', 'C'].flatMap((reset) =>
      ['', 'E'].map((enable): [string, CellModel] => [`DFF${edge}${reset}${enable}`, model]),
    ),
  );
}

/** 16 words of up to four bits. Six LUTs, whatever its width: so a report counts them (10,940 = 9,926 + 6 × 169 in the reports). */
function lutRam(): CellModel {
  const timing: CellTiming = {
    untimed: ['CLK'],
    paths: [{ from: [{ pin: 'RAD', delay: scaled(405) }], to: ['DO'] }],
    setup: { DI: SETUP, WAD: SETUP, WRE: SETUP },
    clockToOut: { DO: scaled(565) },
    tags: { DO: 'lutram' },
  };
  return { kind: 'lutram', uses: { lut: 6 }, timing: () => timing };
}

/** 18 Kb. yosys uses none of its output registers. */
function blockRam(): CellModel {
  const timing: CellTiming = {
    untimed: ['CLK', 'CLKA', 'CLKB'],
    otherInputs: report(35, 'tSu of a BSRAM'),
    clockToOut: { DO: memory(2260), DOA: memory(2260), DOB: memory(2260) },
  };
  return { kind: 'bram', uses: { bram: 1 }, timing: () => timing };
}

/** Constants that yosys makes cells of: nothing reaches their output, so no path begins there. */
function constant(output: string): CellModel {
  return { kind: 'buffer', uses: {}, timing: () => ({ paths: [{ from: [], to: [output] }] }) };
}
