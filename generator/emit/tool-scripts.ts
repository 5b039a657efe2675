import { fileList, speedGrade } from '../synth/build-folder.ts';
import { familyName } from '../synth/families.ts';
import { synthesisCommands } from '../synth/yosys-commands.ts';
import type { DesignFile } from './design-file.ts';

/** Scripts for the open tools; all paths in them are relative to the build folder. */
export function toolScripts(design: DesignFile, rtlFileList: string): Map<string, string> {
  const family = familyName(design.family, 'family');
  const yosys = [
    `# ${design.top} for ${design.part}: run \`yosys -s scripts/synth.ys\` in the build folder.`,
    '# These are the commands of `fpga-gen synth`.',
    ...synthesisCommands({
      files: fileList(rtlFileList, 'rtl/filelist.f'),
      top: design.top,
      family,
      grade: speedGrade(family, design),
      flatten: true,
    }),
    'stat',
    'write_json netlist.json',
    '',
  ].join('\n');
  const lint = [
    '#!/bin/sh',
    '# Lints the RTL with Verilator and Icarus Verilog.',
    '# A unit has parameters for parts that this design leaves out, and a module of such a part is not here to use them.',
    'set -eu',
    'cd "$(dirname "$0")/.."',
    `verilator --lint-only -Wall -Wno-UNUSEDPARAM --language 1364-2005 --top-module ${design.top} -f rtl/filelist.f`,
    `iverilog -g2005 -Wall -t null -s ${design.top} -c rtl/filelist.f`,
    '',
  ].join('\n');
  return new Map([
    ['scripts/synth.ys', yosys],
    ['scripts/lint.sh', lint],
  ]);
}
