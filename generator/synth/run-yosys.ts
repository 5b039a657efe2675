import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolError } from '../errors.ts';
import { requireTool, runTool, type ToolRun } from '../tools/run-tool.ts';
import { type Netlist, readNetlist } from './netlist.ts';
import { cached, contentKey } from './synth-cache.ts';
import { type MappingRequest, quoted, synthesisCommands } from './yosys-commands.ts';

export interface YosysRequest extends MappingRequest {
  /** The build folder; memory images are found relative to it. */
  readonly dir: string;
  /** Where results are kept by the hash of what they depend on. */
  readonly cacheDir: string;
}

export interface YosysResult {
  readonly version: string;
  readonly netlist: Netlist;
  /** Files of the cache: the mapped netlist, yosys' own `stat -json` and its log. */
  readonly netlistPath: string;
  readonly statPath: string;
  readonly logPath: string;
  /** True when nothing had to be run. */
  readonly fromCache: boolean;
}

/** Synthesises a build folder for a family. @throws ToolError with yosys' log */
export async function runYosys(request: YosysRequest): Promise<YosysResult> {
  const { version } = await requireTool('yosys');
  const commands = synthesisCommands(request);
  const key = await contentKey([`yosys ${version}`, ...commands], request.dir, request.files);
  const { folder, fromCache } = await cached(request.cacheDir, key, async (into) => {
    // `tee` takes no quotes around a file name, so its file is where no spaces are.
    const scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-'));
    const stat = join(scratch, STAT);
    const script = [...commands, `tee -q -o ${stat} stat -json`, `write_json ${quoted(join(into, NETLIST))}`];
    try {
      requireSingleDrivers(
        await runTool('yosys', ['-q', '-l', join(into, LOG), '-p', script.join('; ')], { cwd: request.dir }),
      );
      await copyFile(stat, join(into, STAT));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
  const path = (name: string) => join(folder, name);
  return {
    version,
    netlist: await readNetlist(path(NETLIST)),
    netlistPath: path(NETLIST),
    statPath: path(STAT),
    logPath: path(LOG),
    fromCache,
  };
}

const NETLIST = 'netlist.json';
const STAT = 'stat.json';
const LOG = 'yosys.log';

/**
 * yosys 0.23 can wire two drivers to one net and then replace one by a constant, with a warning only; known of
 * ice40_dsp, where a product passes through two registers without an enable. Such a netlist is wrong.
 */
function requireSingleDrivers({ command, log }: ToolRun): void {
  const conflict = log.split('\n').find((line) => line.includes('Driver-driver conflict'));
  if (conflict === undefined) return;
  throw new ToolError({
    tool: 'yosys',
    command,
    exitCode: 0,
    log,
    firstErrorLine: conflict.trim(),
    hint: 'yosys has damaged the design; for a DSP of UP5K, give one of the registers behind it an enable',
  });
}
