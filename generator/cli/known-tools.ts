/** A program that some part of fpga-gen can use. None is needed to build or to simulate. */
export interface KnownTool {
  readonly name: string;
  readonly unlocks: string;
  /** Its Debian package. */
  readonly install: string;
}

export const knownTools: readonly KnownTool[] = [
  {
    name: 'iverilog',
    unlocks: 'verify --simulator icarus',
    install: 'iverilog',
  },
  {
    name: 'verilator',
    unlocks: 'verify --simulator verilator',
    install: 'verilator',
  },
  {
    name: 'g++',
    unlocks: 'verify --simulator verilator (compiles what verilator writes)',
    install: 'g++',
  },
  {
    name: 'make',
    unlocks: 'verify --simulator verilator (runs that compiler)',
    install: 'make',
  },
  {
    name: 'ccache',
    unlocks: 'verify --simulator verilator, but faster the second time',
    install: 'ccache',
  },
  {
    name: 'yosys',
    unlocks: 'synth --tool yosys: resources and logic levels',
    install: 'yosys',
  },
  {
    name: 'nextpnr-ice40',
    unlocks: 'synth --tool nextpnr: placement and clock on iCE40 boards',
    install: 'nextpnr-ice40',
  },
  {
    name: 'icepack',
    unlocks: 'bitstreams for iCE40 boards',
    install: 'fpga-icestorm',
  },
];
