import type { Board } from '../sizing/board.ts';
import type { DesignFile } from './design-file.ts';

/** The synthesis command of yosys for each family. */
const YOSYS: Readonly<Record<Board['family'], string>> = {
  xilinx_ultrascale_plus: 'synth_xilinx -family xcup',
  xilinx_7: 'synth_xilinx -family xc7',
  cyclone_v: 'synth_intel_alm -family cyclonev',
  ecp5: 'synth_ecp5',
  ice40: 'synth_ice40',
  gowin: 'synth_gowin -nowidelut',
};

/** Scripts for the open tools, to be run from the build folder; all paths in them are relative. */
export function toolScripts(design: DesignFile, board: Board): Map<string, string> {
  const yosys = [
    `# ${design.top} for ${board.part}: run \`yosys -s scripts/synth.ys\` in the build folder.`,
    'read_verilog -defer -f rtl/filelist.f',
    `${YOSYS[board.family]} -top ${design.top}`,
    'check -assert',
    'stat',
    'write_json netlist.json',
    '',
  ].join('\n');
  const lint = [
    '#!/bin/sh',
    '# Lints the RTL with Verilator and Icarus Verilog; run in the build folder.',
    '# A unit has parameters for parts that this design leaves out, and a module of such a part is not here to use them.',
    'set -eu',
    `verilator --lint-only -Wall -Wno-UNUSEDPARAM --language 1364-2005 --top-module ${design.top} -f rtl/filelist.f`,
    `iverilog -g2005 -Wall -t null -s ${design.top} -c rtl/filelist.f`,
    '',
  ].join('\n');
  return new Map([
    ['scripts/synth.ys', yosys],
    ['scripts/lint.sh', lint],
  ]);
}
