import { runTool } from '../tools/run-tool.ts';
import { readBuildFolder } from './build-folder.ts';

export type Checker = 'verilator' | 'iverilog' | 'yosys';

export interface RtlWarning {
  readonly tool: Checker;
  /** The tool's own line, such as `%Warning-WIDTH: rtl/a.v:3:5: …`. */
  readonly message: string;
}

export interface CheckOptions {
  /** Default: all three. */
  readonly tools?: readonly Checker[];
}

/**
 * What the three tools say against the Verilog of a build folder: nothing, for a good design.
 * @throws ToolError when one of the tools is missing
 */
export async function checkRtl(dir: string, options: CheckOptions = {}): Promise<readonly RtlWarning[]> {
  const { files, top } = await readBuildFolder(dir);
  const found: RtlWarning[] = [];
  for (const tool of options.tools ?? (['verilator', 'iverilog', 'yosys'] as const)) {
    const { log } = await runTool(tool, ARGUMENTS[tool](files, top), {
      cwd: dir,
      // A linter that finds something exits with an error; what it found is the answer.
      acceptExitCodes: Array.from({ length: 255 }, (_, code) => code + 1),
    });
    found.push(...complaints(tool, log).map((message) => ({ tool, message })));
  }
  return found;
}

type Arguments = (files: readonly string[], top: string) => readonly string[];

const ARGUMENTS: Readonly<Record<Checker, Arguments>> = {
  verilator: (files, top) => [
    ...['--lint-only', '-Wall', '--language', '1364-2005', '--top-module', top],
    ...files,
  ],
  iverilog: (files, top) => ['-g2005', '-Wall', '-t', 'null', '-s', top, ...files],
  yosys: (files, top) => [
    '-q',
    '-p',
    `read_verilog -defer ${files.map((file) => `"${file}"`).join(' ')}; hierarchy -check -top ${top}; proc; check -assert`,
  ],
};

/** The lines of a log that complain. Of verilator's, only those that begin a message. */
function complaints(tool: Checker, log: string): readonly string[] {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  switch (tool) {
    case 'verilator':
      return lines.filter((line) => /^%(Warning|Error)/.test(line) && !line.includes('Exiting due to'));
    case 'iverilog':
      return lines;
    case 'yosys':
      return lines.filter((line) => /warning|error/i.test(line));
  }
}
