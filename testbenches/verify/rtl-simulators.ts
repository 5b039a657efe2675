import { join } from 'node:path';
import { runTool } from '../../generator/tools/run-tool.ts';

/** A simulator of RTL: how a bench is compiled and run in a folder. */
export interface RtlSimulator {
  readonly name: 'icarus' | 'verilator';
  /** The executable that must be installed. */
  readonly tool: string;
  /** Compiles and runs `verify_bench`; afterwards beats.txt is in the folder. */
  readonly run: (folder: string, sources: readonly string[]) => Promise<void>;
}

const BENCH = 'verify_bench';

async function runIcarus(folder: string, sources: readonly string[]): Promise<void> {
  const compile = ['-g2005', '-s', BENCH, '-o', 'bench.vvp', ...sources];
  await runTool('iverilog', compile, { cwd: folder });
  await runTool('vvp', ['-n', 'bench.vvp'], { cwd: folder });
}

async function runVerilator(folder: string, sources: readonly string[]): Promise<void> {
  // A verification runs some thousand cycles: compiling quickly matters more than running fast.
  const options = [
    '--binary',
    '--timing',
    '--default-language',
    '1364-2005',
    '-j',
    '2',
    '-O3',
    '-CFLAGS',
    '-O0',
    '--top-module',
    BENCH,
  ];
  // The bench is no synthesisable Verilog; the design itself is linted by its own tests.
  await runTool(
    'verilator',
    [...options, '-Wno-fatal', '-Wno-lint', '-Wno-style', '--Mdir', 'obj', ...sources],
    {
      cwd: folder,
    },
  );
  await runTool('env', [join(folder, 'obj', `V${BENCH}`)], { cwd: folder });
}

export const RTL_SIMULATORS: readonly RtlSimulator[] = [
  { name: 'verilator', tool: 'verilator', run: runVerilator },
  { name: 'icarus', tool: 'iverilog', run: runIcarus },
];
