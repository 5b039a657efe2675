import {
  buffer,
  type CellModel,
  type CellTiming,
  each,
  type Figure,
  type LocalWire,
  lutPaths,
  numbered,
  type PathGroup,
} from './family.ts';
import { type DspFigures, dsp48 } from './xilinx-dsp.ts';

/** What 7 series and UltraScale+ differ in; the cells themselves are alike. */
export interface XilinxFigures {
  /** From any input of a LUT with 1, 2, … 6 inputs. */
  readonly lut: readonly Figure[];
  readonly mux: Readonly<
    Record<'MUXF7' | 'MUXF8' | 'MUXF9', { readonly data: Figure; readonly select: Figure }>
  >;
  readonly carry: ReadonlyMap<string, readonly PathGroup[]>;
  readonly ff: {
    readonly clockToOut: Figure;
    readonly data: Figure;
    readonly enable: Figure;
    readonly reset: Figure;
  };
  readonly lutRam: {
    readonly read: Figure;
    readonly clockToOut: Figure;
    readonly address: Figure;
    readonly data: Figure;
    readonly enable: Figure;
  };
  readonly shift: { readonly clockToOut: Figure; readonly data: Figure };
  readonly bram: {
    readonly clockToOut: Figure;
    readonly clockToOutRegistered: Figure;
    readonly address: Figure;
    readonly data: Figure;
    readonly control: Figure;
  };
  readonly uram: {
    readonly clockToOut: Figure;
    readonly clockToOutRegistered: Figure;
    readonly input: Figure;
  } | null;
  readonly dsp: DspFigures;
  /** From a LUT to the flip-flop, multiplexer or carry chain of its own slice. */
  readonly insideSlice: Figure;
  readonly dspCascade: Figure;
}

/** The wiring that a slice, and a column of DSPs, has of its own. */
export function xilinxLocalWires({ insideSlice, dspCascade }: XilinxFigures): readonly LocalWire[] {
  const none = { picoseconds: 0, source: 'in the delay per bit of the chain' };
  return [
    { from: 'carry', to: 'carry', delay: none, sameLevel: true },
    { from: 'lut', to: 'propagate', delay: insideSlice, sameLevel: true },
    { from: 'lut', to: 'mux-data', delay: insideSlice, sameLevel: true },
    { from: 'mux', to: 'mux-data', delay: insideSlice, sameLevel: true },
    ...['lut', 'mux', 'sum', 'lutram'].map((from) => ({ from, to: 'ff-data', delay: insideSlice })),
    { from: 'dsp-cascade', to: 'dsp-cascade', delay: dspCascade },
  ];
}

export function xilinxCells(figures: XilinxFigures): ReadonlyMap<string, CellModel> {
  return new Map<string, CellModel>([
    ...figures.lut.map((delay, index): [string, CellModel] => [`LUT${index + 1}`, lut(index + 1, delay)]),
    ['INV', lut(1, figures.lut[0] ?? figures.insideSlice, ['I'])],
    ...(['MUXF7', 'MUXF8', 'MUXF9'] as const).map((type): [string, CellModel] => [
      type,
      mux(figures.mux[type]),
    ]),
    ...[...figures.carry].map(([type, paths]): [string, CellModel] => [type, carry(paths)]),
    ...['FDRE', 'FDSE', 'FDCE', 'FDPE'].flatMap((type): [string, CellModel][] => [
      [type, flipFlop(figures.ff)],
      [`${type}_1`, flipFlop(figures.ff)],
    ]),
    ...lutRams(figures.lutRam),
    ...['SRL16', 'SRL16E', 'SRLC16', 'SRLC16E', 'SRLC32E'].map((type): [string, CellModel] => [
      type,
      shift(figures),
    ]),
    ...['E1', 'E2'].flatMap((generation): [string, CellModel][] => [
      [`RAMB18${generation}`, blockRam(0.5, figures.bram)],
      [`RAMB36${generation}`, blockRam(1, figures.bram)],
    ]),
    ...(figures.uram === null ? [] : [['URAM288', ultraRam(figures.uram)] as const]),
    ...['DSP48E1', 'DSP48E2'].map((type): [string, CellModel] => [type, dsp48(figures.dsp)]),
    ...['BUFG', 'IBUF', 'OBUF', 'IBUFG'].map((type): [string, CellModel] => [type, buffer('I', 'O')]),
  ]);
}

function lut(inputs: number, delay: Figure, pins = numbered('I', inputs)): CellModel {
  const timing: CellTiming = {
    paths: [
      lutPaths(
        pins,
        'O',
        pins.map(() => delay),
      ),
    ],
    tags: { O: 'lut' },
  };
  return { kind: 'lut', uses: { lut: 1 }, timing: () => timing };
}

function mux({ data, select }: { readonly data: Figure; readonly select: Figure }): CellModel {
  const timing: CellTiming = {
    paths: [lutPaths(['I0', 'I1', 'S'], 'O', [data, data, select])],
    tags: { O: 'mux', I0: 'mux-data', I1: 'mux-data' },
  };
  return { kind: 'mux', uses: {}, timing: () => timing };
}

function carry(paths: readonly PathGroup[]): CellModel {
  const timing: CellTiming = { paths, tags: { CI: 'carry', CO: 'carry', S: 'propagate', O: 'sum' } };
  return { kind: 'carry', uses: {}, timing: () => timing };
}

function flipFlop({ clockToOut, data, enable, reset }: XilinxFigures['ff']): CellModel {
  const timing: CellTiming = {
    untimed: ['C'],
    setup: { D: data, CE: enable, R: reset, S: reset, CLR: reset, PRE: reset },
    clockToOut: { Q: clockToOut },
    tags: { D: 'ff-data' },
  };
  return { kind: 'ff', uses: { ff: 1 }, timing: () => timing };
}

/** One read port of a LUT memory: its address pins and its data pins. */
interface ReadPort {
  readonly address: readonly string[];
  readonly data: readonly string[];
}

function lutRams(figures: XilinxFigures['lutRam']): readonly (readonly [string, CellModel])[] {
  const ram = (type: string, luts: number, ports: readonly ReadPort[]) =>
    [type, lutRam(luts, ports, figures)] as const;
  const single = (address: readonly string[]) => [{ address, data: ['O'] }];
  const dual = (write: readonly string[], read: readonly string[]) => [
    { address: write, data: ['SPO'] },
    { address: read, data: ['DPO'] },
  ];
  const quad = (letters: string) =>
    [...letters].map((port) => ({ address: [`ADDR${port}`], data: [`DO${port}`] }));
  return [
    ram('RAM32X1S', 1, single(numbered('A', 5))),
    ram('RAM64X1S', 1, single(numbered('A', 6))),
    ram('RAM128X1S', 2, single(numbered('A', 7))),
    ram('RAM256X1S', 4, single(['A'])),
    ram('RAM512X1S', 8, single(['A'])),
    ram('RAM32X1D', 2, dual(numbered('A', 5), numbered('DPRA', 5))),
    ram('RAM64X1D', 2, dual(numbered('A', 6), numbered('DPRA', 6))),
    ram('RAM128X1D', 4, dual(['A'], ['DPRA'])),
    ram('RAM256X1D', 8, dual(['A'], ['DPRA'])),
    ram('RAM32M', 4, quad('ABCD')),
    ram('RAM64M', 4, quad('ABCD')),
    ram('RAM32M16', 8, quad('ABCDEFGH')),
    ram('RAM64M8', 8, quad('ABCDEFGH')),
    ram('RAM32X16DR8', 8, quad('ABCDEFG')),
    ram('RAM64X8SW', 8, [{ address: ['A'], data: ['O'] }]),
  ];
}

function lutRam(luts: number, ports: readonly ReadPort[], figures: XilinxFigures['lutRam']): CellModel {
  const addresses = new Set([...ports.flatMap(({ address }) => address), 'ADDRH', 'WSEL']);
  const outputs = ports.flatMap(({ data }) => data);
  const timing: CellTiming = {
    untimed: ['WCLK'],
    paths: ports.map(({ address, data }) => ({
      from: address.map((pin) => ({ pin, delay: figures.read })),
      to: data,
    })),
    setup: { ...each([...addresses], figures.address), WE: figures.enable },
    otherInputs: figures.data,
    clockToOut: each(outputs, figures.clockToOut),
    tags: Object.fromEntries(outputs.map((pin) => [pin, 'lutram'])),
  };
  return { kind: 'lutram', uses: { lut: luts }, timing: () => timing };
}

function shift({ shift: { clockToOut, data }, lutRam: { read }, ff: { enable } }: XilinxFigures): CellModel {
  const timing: CellTiming = {
    untimed: ['CLK'],
    paths: [{ from: ['A', ...numbered('A', 4)].map((pin) => ({ pin, delay: read })), to: ['Q'] }],
    setup: { D: data, CE: enable },
    clockToOut: { Q: clockToOut, Q15: clockToOut, Q31: clockToOut },
    tags: { Q: 'lutram' },
  };
  return { kind: 'shift', uses: { lut: 1 }, timing: () => timing };
}

/** Both generations: the pins of E1 are named DO…, DI…, those of E2 DOUT…, DIN…. */
function blockRam(blocks: number, figures: XilinxFigures['bram']): CellModel {
  return {
    kind: 'bram',
    uses: { bram: blocks },
    timedBy: ['DOA_REG', 'DOB_REG'],
    timing: (parameters) => {
      const out = (port: 'A' | 'B') =>
        parameters.number(`DO${port}_REG`) === 0 ? figures.clockToOut : figures.clockToOutRegistered;
      return {
        untimed: ['CLKARDCLK', 'CLKBWRCLK', 'SLEEP'],
        setup: {
          ...each(['ADDRARDADDR', 'ADDRBWRADDR'], figures.address),
          ...each(['DIADI', 'DIBDI', 'DIPADIP', 'DIPBDIP'], figures.data),
          ...each(['DINADIN', 'DINBDIN', 'DINPADINP', 'DINPBDINP'], figures.data),
        },
        otherInputs: figures.control,
        clockToOut: {
          ...each(['DOADO', 'DOPADOP', 'DOUTADOUT', 'DOUTPADOUTP'], out('A')),
          ...each(['DOBDO', 'DOPBDOP', 'DOUTBDOUT', 'DOUTPBDOUTP'], out('B')),
        },
      };
    },
  };
}

function ultraRam(figures: NonNullable<XilinxFigures['uram']>): CellModel {
  return {
    kind: 'uram',
    uses: { uram: 1 },
    timedBy: ['OREG_A', 'OREG_B'],
    timing: (parameters) => {
      const out = (port: 'A' | 'B') =>
        parameters.text(`OREG_${port}`) === 'TRUE' ? figures.clockToOutRegistered : figures.clockToOut;
      return {
        untimed: ['CLK', 'SLEEP'],
        otherInputs: figures.input,
        clockToOut: { DOUT_A: out('A'), DOUT_B: out('B') },
      };
    },
  };
}
