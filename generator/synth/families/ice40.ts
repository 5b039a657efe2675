import { type CellModel, type CellTiming, type Family, type Figure, lutPaths } from './family.ts';
import { mac16 } from './ice40-mac16.ts';

export type Ice40Device = 'hx8k' | 'up5k';

const CELLS = 'yosys techlibs/ice40/cells_sim.v specify';
const STORM = 'icestorm icefuzz';
/** Over a wider set than the test's, up to an array of 3,000 logic cells, whose nets are the longest. */
const FITTED = 'fitted to nextpnr-ice40 0.4 over circuits such as those of timing-calibration.test.ts';

interface Ice40Figures {
  /** From each LUT input to its output. */
  readonly lut: readonly Figure[];
  readonly carry: { readonly i0: Figure; readonly i1: Figure; readonly ci: Figure };
  readonly carryHop: Figure;
  readonly carryToLut: Figure;
  readonly ff: {
    readonly clockToOut: Figure;
    readonly d: Figure;
    readonly enable: Figure;
    readonly reset: Figure;
  };
  readonly ram: {
    readonly clockToOut: Figure;
    readonly readAddress: Figure;
    readonly writeAddress: Figure;
    readonly data: Figure;
    readonly mask: Figure;
    readonly readEnable: Figure;
    readonly writeEnable: Figure;
    readonly clockEnable: Figure;
  };
  readonly net: Family['net'];
}

function hx(picoseconds: number, where = `${CELLS} (ICE40_HX)`): Figure {
  return { picoseconds, source: where };
}

function up(picoseconds: number, where = `${CELLS} (ICE40_U)`): Figure {
  return { picoseconds, source: where };
}

const FIGURES: Readonly<Record<Ice40Device, Ice40Figures>> = {
  hx8k: {
    lut: [hx(449), hx(400), hx(379), hx(316)],
    carry: { i0: hx(259), i1: hx(231), ci: hx(126) },
    carryHop: hx(24.5, `196 ps ICE_CARRY_IN_MUX between tiles of 8 bits, ${STORM}/timings_hx8k.txt`),
    carryToLut: hx(284, `259 ps InMux and an eighth of ICE_CARRY_IN_MUX, ${STORM}/timings_hx8k.txt`),
    ff: { clockToOut: hx(540), d: hx(470 - 449), enable: hx(0), reset: hx(203) },
    ram: {
      clockToOut: hx(2146),
      readAddress: hx(203),
      writeAddress: hx(224),
      data: hx(161),
      mask: hx(274),
      readEnable: hx(98),
      writeEnable: hx(133),
      clockEnable: hx(267),
    },
    net: { base: hx(640, FITTED), perDoubling: hx(55, FITTED) },
  },
  up5k: {
    lut: [up(1285), up(1232), up(1205), up(874)],
    carry: { i0: up(675), i1: up(609), ci: up(278) },
    carryHop: up(69.5, `556 ps ICE_CARRY_IN_MUX between tiles of 8 bits, ${STORM}/timings_up5k.txt`),
    carryToLut: up(732, `662 ps InMux and an eighth of ICE_CARRY_IN_MUX, ${STORM}/timings_up5k.txt`),
    ff: { clockToOut: up(1391), d: up(1232 - 1285), enable: up(0), reset: up(530) },
    ram: {
      clockToOut: up(1179),
      readAddress: up(384),
      writeAddress: up(424),
      data: up(305),
      mask: up(517),
      readEnable: up(185),
      writeEnable: up(252),
      clockEnable: up(503),
    },
    net: { base: up(1860, FITTED), perDoubling: up(140, FITTED) },
  },
};

/** iCE40 HX8K and UP5K (Lattice). Their figures come from icestorm, which nextpnr uses too. */
export function ice40(device: Ice40Device): Family {
  const figures = FIGURES[device];
  const still = { picoseconds: 0, source: 'dedicated wire inside the logic cell' };
  return {
    name: 'ice40',
    grade: device,
    units: {
      lut: 'LUT4',
      ff: 'FF',
      bram: 'SB_RAM40_4K',
      uram: device === 'up5k' ? 'SB_SPRAM256KA' : null,
      dsp: device === 'up5k' ? 'SB_MAC16' : null,
    },
    cells: new Map<string, CellModel>([
      ['SB_LUT4', lut(figures)],
      ['SB_CARRY', carry(figures)],
      ...flipFlops(figures),
      ...['', 'NR', 'NW', 'NRNW'].map((suffix): [string, CellModel] => [
        `SB_RAM40_4K${suffix}`,
        ram(figures),
      ]),
      ['SB_SPRAM256KA', spram()],
      ['SB_MAC16', mac16()],
      ['SB_GB', globalBuffer()],
    ]),
    localWires: [
      { from: 'carry', to: 'carry', delay: figures.carryHop, sameLevel: true },
      { from: 'carry', to: 'carry-to-lut', delay: figures.carryToLut, sameLevel: true },
      { from: 'lut', to: 'ff-data', delay: still, exclusive: true },
    ],
    net: figures.net,
    scale: { factor: 1, source: 'the figures are of this device' },
    errorBand: 0.25,
  };
}

function lut({ lut: delays }: Ice40Figures): CellModel {
  const timing: CellTiming = {
    paths: [lutPaths(['I0', 'I1', 'I2', 'I3'], 'O', delays)],
    tags: { O: 'lut', I3: 'carry-to-lut' },
  };
  return { kind: 'lut', uses: { lut: 1 }, timing: () => timing };
}

/** Its LUT beside it is counted as an SB_LUT4 of its own. */
function carry({ carry: { i0, i1, ci }, carryToLut, lut: delays }: Ice40Figures): CellModel {
  const throughLut = delays[3]?.picoseconds ?? 0;
  const timing: CellTiming = {
    paths: [
      {
        from: [
          { pin: 'I0', delay: i0 },
          { pin: 'I1', delay: i1 },
          { pin: 'CI', delay: ci },
        ],
        to: ['CO'],
      },
    ],
    tags: { CI: 'carry', CO: 'carry' },
    viaRouting: {
      // A chain starts and ends in a cell that nextpnr inserts: in by I1, out by a LUT's I3.
      CI: i0,
      CO: {
        picoseconds: carryToLut.picoseconds + throughLut,
        source: `${carryToLut.source}; ${delays[3]?.source ?? ''}`,
      },
    },
  };
  return { kind: 'carry', uses: {}, timing: () => timing };
}

function flipFlops({ ff, lut: delays }: Ice40Figures): readonly [string, CellModel][] {
  const passThrough = delays[0];
  const timing: CellTiming = {
    untimed: ['C'],
    setup: { D: ff.d, E: ff.enable, R: ff.reset, S: ff.reset },
    clockToOut: { Q: ff.clockToOut },
    tags: { D: 'ff-data' },
    // D is behind the LUT of its logic cell, so a net that is not that LUT's passes through it.
    ...(passThrough === undefined ? {} : { viaRouting: { D: passThrough } }),
  };
  const model: CellModel = { kind: 'ff', uses: { ff: 1 }, timing: () => timing };
  return ['', 'N'].flatMap((edge) =>
    ['', 'E'].flatMap((enable) =>
      ['', 'SR', 'R', 'SS', 'S'].map((reset): [string, CellModel] => [
        `SB_DFF${edge}${enable}${reset}`,
        model,
      ]),
    ),
  );
}

function ram({ ram: figures }: Ice40Figures): CellModel {
  const timing: CellTiming = {
    untimed: ['RCLK', 'RCLKN', 'WCLK', 'WCLKN'],
    setup: {
      RADDR: figures.readAddress,
      WADDR: figures.writeAddress,
      WDATA: figures.data,
      MASK: figures.mask,
      RE: figures.readEnable,
      WE: figures.writeEnable,
      RCLKE: figures.clockEnable,
      WCLKE: figures.clockEnable,
    },
    clockToOut: { RDATA: figures.clockToOut },
  };
  return { kind: 'bram', uses: { bram: 1 }, timing: () => timing };
}

/** The 256 Kb memories of UP5K have no initial contents: counted as `uram`. */
function spram(): CellModel {
  const storm = (picoseconds: number) => up(picoseconds, `${STORM}/timings_up5k.txt SB_SPRAM256KA`);
  const timing: CellTiming = {
    untimed: ['CLOCK', 'STANDBY', 'SLEEP', 'POWEROFF'],
    setup: {
      ADDRESS: storm(268),
      DATAIN: storm(143),
      MASKWREN: storm(143),
      WREN: storm(289),
      CHIPSELECT: storm(404),
    },
    clockToOut: { DATAOUT: storm(1821) },
  };
  return { kind: 'uram', uses: { uram: 1 }, timing: () => timing };
}

function globalBuffer(): CellModel {
  const delay = { picoseconds: 0, source: 'global nets are outside the timed logic' };
  const timing: CellTiming = {
    paths: [{ from: [{ pin: 'USER_SIGNAL_TO_GLOBAL_BUFFER', delay }], to: ['GLOBAL_BUFFER_OUTPUT'] }],
  };
  return { kind: 'buffer', uses: {}, timing: () => timing };
}
