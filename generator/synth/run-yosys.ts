import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { requireTool, runTool } from '../tools/run-tool.ts';
import type { FamilyName } from './families.ts';
import { type Netlist, readNetlist } from './netlist.ts';
import { cached, contentKey } from './synth-cache.ts';

export interface YosysRequest {
  /** The build folder; memory images are found relative to it. */
  readonly dir: string;
  readonly files: readonly string[];
  readonly top: string;
  readonly family: FamilyName;
  /** Speed grade, or the device of iCE40: `up5k` has DSPs and large memories, `hx8k` has neither. */
  readonly grade?: string | undefined;
  /** One module, or the hierarchy as written. */
  readonly flatten: boolean;
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
    const script = [
      ...commands,
      `tee -q -o ${quoted(join(into, STAT))} stat -json`,
      `write_json ${quoted(join(into, NETLIST))}`,
    ].join('; ');
    await runTool('yosys', ['-q', '-l', join(into, LOG), '-p', script], { cwd: request.dir });
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

/** The yosys commands from reading the Verilog to a checked, mapped netlist. */
export function synthesisCommands(request: Omit<YosysRequest, 'dir' | 'cacheDir'>): readonly string[] {
  return [
    `read_verilog ${request.files.map(quoted).join(' ')}`,
    `hierarchy -check -top ${identifier(request.top)}`,
    `${mapping(request)} -top ${identifier(request.top)}`,
    'check -assert',
    // Source positions double the size of the netlist and are used by nothing.
    'attrmap -remove src',
  ];
}

/** Without pads and clock buffers where the family's script would add them: a design here is a block. */
function mapping({ family, grade, flatten }: Pick<YosysRequest, 'family' | 'grade' | 'flatten'>): string {
  const kept = flatten ? '' : ' -noflatten';
  switch (family) {
    case 'xilinx_ultrascale_plus':
      return `synth_xilinx -family xcup -uram -noiopad -noclkbuf${flatten ? ' -flatten' : ''}`;
    case 'xilinx_7':
      return `synth_xilinx -family xc7 -noiopad -noclkbuf${flatten ? ' -flatten' : ''}`;
    case 'cyclone_v':
      return `synth_intel_alm -family cyclonev -noiopad -noclkbuf${kept}`;
    case 'ecp5':
      return `synth_ecp5${kept}`;
    case 'ice40':
      return `synth_ice40${grade === 'up5k' ? ' -dsp -spram' : ''}${kept}`;
  }
}

/** A module name as yosys takes it in a script. @throws InputError */
function identifier(name: string): string {
  if (/^[A-Za-z_][\w$]*$/.test(name)) return name;
  throw new InputError({ subject: 'top module', rule: 'must be a plain Verilog name', received: name });
}

/** A file name in a yosys script, which knows no escapes. @throws InputError */
function quoted(path: string): string {
  if (/["\n\\;]/.test(path)) {
    throw new InputError({ subject: 'path', rule: 'must have no quotes, semicolons or line ends', received: path });
  }
  return `"${path}"`;
}
