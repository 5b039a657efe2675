import { packagePath } from '../../generator/package-root.ts';
import { runTool } from '../../generator/tools/run-tool.ts';
import { verilogSources } from '../../testbenches/verify/verilog-sources.ts';
import type { Contestant } from './contestant.ts';
import { runDriver } from './run-driver.ts';
import { writeRtlFolder } from './workload.ts';

const DRIVER = 'icarus_driver';

/** Icarus Verilog, with a driver in Verilog. */
export const icarus: Contestant = {
  name: 'icarus',
  tool: 'iverilog',
  prepare: async (workload, work) => {
    const { settings, prompts } = await writeRtlFolder(work, workload);
    const parameters = {
      TDATA_BITS: 8 * Math.ceil(workload.loaded.design.core.tokenBits / 8),
      SETTINGS: settings,
      PROMPTS: prompts,
    };
    const values = Object.entries(parameters).map(([name, value]) => `-P${DRIVER}.${name}=${value}`);
    const driver = packagePath('scripts', 'bench', `${DRIVER}.v`);
    const sources = [driver, ...verilogSources(work)];
    await runTool('iverilog', ['-g2005', '-s', DRIVER, ...values, '-o', 'bench.vvp', ...sources], {
      cwd: work,
    });
    return (count) => runDriver('vvp', ['-n', 'bench.vvp', `+sequences=${count}`], work);
  },
};
