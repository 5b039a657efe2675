import {
  type CellModel,
  type CellTiming,
  each,
  type Family,
  type Figure,
  lutPaths,
  numbered,
  type PathGroup,
} from './family.ts';

const TRELLIS = 'prjtrellis-db ECP5/timing/speed_6/cells.json';
const ROUTING = 'prjtrellis-db ECP5/timing/speed_6/interconnect.json and nextpnr-ecp5 reports, by eye';

/** Speed grades and how much faster than the figures below (grade 6, the slowest) they are. */
const GRADES: ReadonlyMap<string, number> = new Map([
  ['6', 1],
  ['7', 0.87],
  ['8', 0.76],
]);

function cell(picoseconds: number, which: string): Figure {
  return { picoseconds, source: `${TRELLIS} ${which}` };
}

function memory(picoseconds: number): Figure {
  return { picoseconds, source: 'from memory' };
}

/** ECP5 (Lattice LFE5U). Figures of speed grade 6. */
export function ecp5(grade = '6'): Family {
  const inside = cell(0, 'slice wiring');
  return {
    name: 'ecp5',
    grade,
    units: { lut: 'LUT4', ff: 'FF', bram: 'DP16KD', uram: null, dsp: 'MULT18X18D' },
    cells: new Map<string, CellModel>([
      ['LUT4', lut4()],
      [
        'PFUMX',
        wideMux(
          ['ALUT', 'BLUT'],
          'C0',
          cell(165, 'SLOGICB A0 to OFX0 less A0 to F0'),
          cell(256, 'SLOGICB M0 to OFX0'),
        ),
      ],
      [
        'L6MUX21',
        wideMux(['D0', 'D1'], 'SD', cell(242, 'SLOGICB FXB to OFX1'), cell(252, 'SLOGICB M1 to OFX1')),
      ],
      ['CCU2C', carry()],
      ['TRELLIS_FF', flipFlop()],
      ['TRELLIS_DPR16X4', lutRam()],
      ['DP16KD', blockRam(['DOA', 'DOB'], 18)],
      ['PDPW16KD', blockRam(['DO'], 36)],
      ['MULT18X18D', multiplier()],
      [
        'INV',
        { kind: 'lut', uses: {}, timing: () => ({ paths: [lutPaths(['A'], 'Z', [cell(236, 'SLOGICB')])] }) },
      ],
    ]),
    localWires: [
      { from: 'carry', to: 'carry', delay: inside, sameLevel: true },
      { from: 'lut', to: 'lut-to-mux', delay: inside, sameLevel: true },
      { from: 'mux', to: 'lut-to-mux', delay: inside, sameLevel: true },
      ...['lut', 'mux', 'sum', 'lutram'].map((from) => ({ from, to: 'ff-data', delay: inside })),
    ],
    net: { base: { picoseconds: 750, source: ROUTING }, perDoubling: { picoseconds: 110, source: ROUTING } },
    scale: { factor: GRADES.get(grade) ?? 1, source: 'ratio of CLK to Q between grades, from memory' },
    errorBand: 0.3,
  };
}

export const ECP5_GRADES: readonly string[] = [...GRADES.keys()];

function lut4(): CellModel {
  const delay = cell(236, 'SLOGICB A0 to F0');
  const timing: CellTiming = {
    paths: [lutPaths(['A', 'B', 'C', 'D'], 'Z', [delay, delay, delay, delay])],
    tags: { Z: 'lut' },
  };
  return { kind: 'lut', uses: { lut: 1 }, timing: () => timing };
}

function wideMux(data: readonly string[], select: string, dataDelay: Figure, selectDelay: Figure): CellModel {
  const timing: CellTiming = {
    paths: [
      {
        from: [...data.map((pin) => ({ pin, delay: dataDelay })), { pin: select, delay: selectDelay }],
        to: ['Z'],
      },
    ],
    tags: { Z: 'mux', ...Object.fromEntries(data.map((pin) => [pin, 'lut-to-mux'])) },
  };
  return { kind: 'mux', uses: {}, timing: () => timing };
}

/** Two bits of an adder, which take two LUT4. */
function carry(): CellModel {
  const bit = (index: number) => ['A', 'B', 'C', 'D'].map((pin) => `${pin}${index}`);
  const from = (pins: readonly string[], delay: Figure) => pins.map((pin) => ({ pin, delay }));
  const paths: readonly PathGroup[] = [
    {
      from: [...from(bit(0), cell(236, 'SCCU2C A0 to F0')), ...from(['CIN'], cell(443, 'SCCU2C FCI to F0'))],
      to: ['S0'],
    },
    {
      from: [
        ...from(bit(0), cell(714, 'SCCU2C A0 to F1')),
        ...from(bit(1), cell(236, 'SCCU2C A1 to F1')),
        ...from(['CIN'], cell(474, 'SCCU2C FCI to F1')),
      ],
      to: ['S1'],
    },
    {
      from: [
        ...from([...bit(0), ...bit(1)], cell(447, 'SCCU2C A0 to FCO')),
        ...from(['CIN'], cell(71, 'SCCU2C FCI to FCO')),
      ],
      to: ['COUT'],
    },
  ];
  const timing: CellTiming = {
    paths,
    tags: { CIN: 'carry', COUT: 'carry', S0: 'sum', S1: 'sum' },
    // nextpnr-ecp5 enters and leaves a chain by another CCU2C.
    viaRouting: { CIN: cell(447, 'SCCU2C A0 to FCO'), COUT: cell(443, 'SCCU2C FCI to F0') },
  };
  return { kind: 'carry', uses: { lut: 2 }, timing: () => timing };
}

function flipFlop(): CellModel {
  const timing: CellTiming = {
    untimed: ['CLK'],
    setup: {
      DI: cell(0, 'SLOGICB DI0'),
      M: cell(0, 'SLOGICB M0'),
      CE: cell(0, 'SLOGICB CE'),
      LSR: cell(424, 'SLOGICB LSR'),
    },
    clockToOut: { Q: cell(525, 'SLOGICB CLK to Q0') },
    tags: { DI: 'ff-data' },
  };
  return { kind: 'ff', uses: { ff: 1 }, timing: () => timing };
}

/** 16×4 bits: four LUT4 hold it, and its write port takes the slice with the other two of the three. */
function lutRam(): CellModel {
  const timing: CellTiming = {
    untimed: ['WCK'],
    paths: ['0', '1', '2', '3'].map((bit) => ({
      from: [{ pin: 'RAD', delay: cell(236, 'SDPRAME RAD0 to F0') }],
      to: [`DO[${bit}]`],
    })),
    setup: { DI: cell(0, 'SDPRAME WD0'), WAD: cell(0, 'SDPRAME WAD0'), WRE: cell(392, 'SDPRAME WRE') },
    clockToOut: { DO: cell(929, 'SDPRAME WCK to F1') },
    tags: { DO: 'lutram' },
  };
  return { kind: 'lutram', uses: { lut: 6 }, timing: () => timing };
}

/** 18 Kb, with or without the output register (REGMODE). */
function blockRam(outputs: readonly string[], bits: number): CellModel {
  return {
    kind: 'bram',
    uses: { bram: 1 },
    timedBy: ['REGMODE_A', 'REGMODE_B', 'REGMODE'],
    timing: (parameters) => {
      const clockToOut = (port: string): Figure => {
        const mode = parameters.text(bits === 36 ? 'REGMODE' : `REGMODE_${port.at(-1) ?? ''}`);
        if (mode === 'OUTREG') return memory(1000);
        return port === 'DOA'
          ? cell(5609, 'DP16KD NOREG CLKA to DOA')
          : cell(5830, 'DP16KD NOREG CLKB to DOB');
      };
      return {
        untimed: ['CLKA', 'CLKB', 'CLKR', 'CLKW'],
        setup: {
          ...each([...numbered('ADA', 14), ...numbered('ADW', 9)], cell(251, 'DP16KD ADA')),
          ...each([...numbered('ADB', 14), ...numbered('ADR', 14)], cell(205, 'DP16KD ADB')),
          ...each(
            [...numbered('DIA', 18), ...numbered('DIB', 18), ...numbered('DI', 36)],
            cell(218, 'DP16KD DIA'),
          ),
          ...each(['WEA', 'WEB'], cell(139, 'DP16KD WEA')),
          ...each(['CEA', 'CEB', 'CER', 'CEW', 'OCEA', 'OCEB', 'OCER'], cell(340, 'DP16KD CEB')),
        },
        otherInputs: cell(585, 'DP16KD RSTB'),
        clockToOut: Object.assign({}, ...outputs.map((port) => each(numbered(port, bits), clockToOut(port)))),
      };
    },
  };
}

/** 18×18, half of a DSP slice of two. Registers by REG_INPUTA_CLK, REG_PIPELINE_CLK, REG_OUTPUT_CLK. */
function multiplier(): CellModel {
  const operands = [...numbered('A', 18), ...numbered('B', 18)];
  const product = numbered('P', 36);
  return {
    kind: 'dsp',
    uses: { dsp: 1 },
    timedBy: ['REG_INPUTA_CLK', 'REG_INPUTB_CLK', 'REG_PIPELINE_CLK', 'REG_OUTPUT_CLK'],
    timing: (parameters) => {
      const registered = (stage: string) => !['', 'NONE'].includes(parameters.text(`REG_${stage}_CLK`));
      const input = registered('INPUTA') && registered('INPUTB');
      const pipeline = registered('PIPELINE');
      const output = registered('OUTPUT');
      const shared = { untimed: ['CLK0', 'CLK1', 'CLK2', 'CLK3'], otherInputs: memory(400) };
      if (!input && !pipeline && !output) {
        return {
          ...shared,
          paths: [{ from: operands.map((pin) => ({ pin, delay: memory(3700) })), to: product }],
        };
      }
      const setup = input ? memory(300) : memory(pipeline ? 2400 : 3300);
      const clockToOut = output ? memory(500) : memory(pipeline ? 1700 : 4000);
      return {
        ...shared,
        setup: each(operands, setup),
        clockToOut: each(product, clockToOut),
        ...(input && (pipeline || output) ? { internal: memory(pipeline ? 2700 : 3600) } : {}),
      };
    },
  };
}
