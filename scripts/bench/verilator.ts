import { join } from 'node:path';
import { packagePath } from '../../generator/package-root.ts';
import { runTool } from '../../generator/tools/run-tool.ts';
import { verilogSources } from '../../testbenches/verify/verilog-sources.ts';
import type { Contestant } from './contestant.ts';
import { runDriver } from './run-driver.ts';
import { writeRtlFolder } from './workload.ts';

/** As its manual has it for speed: all optimisations, of the C++ compiler too, no assertions, no random start values. */
const FAST = [
  ...['-O3', '--x-assign', 'fast', '--x-initial', 'fast', '--noassert'],
  ...['-MAKEFLAGS', 'OPT_FAST=-O3 OPT_SLOW=-O3 OPT_GLOBAL=-O3'],
];

/** Verilator: one thread, no trace, a driver in C++. */
export const verilator: Contestant = {
  name: 'verilator',
  tool: 'verilator',
  prepare: async (workload, work) => {
    await writeRtlFolder(work, workload);
    const driver = packagePath('scripts', 'bench', 'verilator_driver.cpp');
    const options = ['--cc', '--exe', '--build', '-j', '2', '--default-language', '1364-2005', ...FAST];
    const quiet = ['-Wno-fatal', '-Wno-lint', '-Wno-style'];
    const place = ['--top-module', 'fpga_gen_axi', '--Mdir', 'obj', '-o', 'driver'];
    await runTool('verilator', [...options, ...quiet, ...place, ...verilogSources(work), driver], {
      cwd: work,
    });
    return (count) => runDriver(join(work, 'obj', 'driver'), [`${count}`], work);
  },
};
