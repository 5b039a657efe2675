import { execa } from 'execa';
import { ToolError } from '../errors.ts';
import { findExecutable } from '../find-executable.ts';

/** An outside program as found on PATH. */
export interface Tool {
  readonly name: string;
  /** Absolute path of the executable. */
  readonly path: string;
  /** The first version number that the tool prints, such as `0.23`. */
  readonly version: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Milliseconds after which the tool is killed; 0, the default, waits for ever. */
  readonly timeoutMs?: number;
  /** Exit codes besides 0 that are an answer and not a failure (a linter's "I found something"). */
  readonly acceptExitCodes?: readonly number[];
  /** What to tell the user when the tool fails. */
  readonly hint?: string;
}

export interface ToolRun {
  readonly tool: Tool;
  /** The command as one can paste it into a shell. */
  readonly command: string;
  readonly exitCode: number;
  /** Standard output and standard error in the order in which they were written. */
  readonly log: string;
}

/** How each tool is asked for its version; the default is `--version`. */
const VERSION_ARGUMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['yosys', ['-V']],
  ['iverilog', ['-V']],
]);

/** Debian packages of the tools, for the hint when one is missing. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['yosys', 'yosys'],
  ['nextpnr-ice40', 'nextpnr-ice40'],
  ['icepack', 'fpga-icestorm'],
  ['verilator', 'verilator'],
  ['iverilog', 'iverilog'],
]);

const found = new Map<string, Promise<Tool | null>>();

/** The tool with its version, or null where PATH has none. Each name is looked up once a process. */
export function findTool(name: string): Promise<Tool | null> {
  const known = found.get(name);
  if (known !== undefined) return known;
  const search = lookUp(name);
  found.set(name, search);
  return search;
}

/** As `findTool`, but a missing tool is an error. @throws ToolError */
export async function requireTool(name: string): Promise<Tool> {
  const tool = await findTool(name);
  if (tool !== null) return tool;
  throw new ToolError({
    tool: name,
    command: name,
    exitCode: null,
    log: '',
    firstErrorLine: 'it is not installed (not found on PATH)',
    hint: `install it, on Debian or Ubuntu with: apt-get install ${PACKAGES.get(name) ?? name}`,
  });
}

/** Runs a tool to its end with captured output. @throws ToolError when it is missing, killed or fails. */
export async function runTool(
  name: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ToolRun> {
  const tool = await requireTool(name);
  const command = [name, ...args].map(quote).join(' ');
  const result = await execa(tool.path, args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    maxBuffer: 1e9,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeoutMs ? { timeout: options.timeoutMs } : {}),
  });
  const log = result.all;
  const exitCode = result.exitCode ?? null;
  if (exitCode !== null && [0, ...(options.acceptExitCodes ?? [])].includes(exitCode)) {
    return { tool, command, exitCode, log };
  }
  throw new ToolError({
    tool: name,
    command,
    exitCode,
    log,
    firstErrorLine: result.timedOut
      ? `it was stopped after ${(options.timeoutMs ?? 0) / 1000} s`
      : firstErrorLine(log, result.shortMessage ?? ''),
    hint: options.hint,
  });
}

/** The tool's own first line that names an error; else its last line; else `fallback`. */
export function firstErrorLine(log: string, fallback = ''): string {
  const lines = log.split('\n').map((line) => line.trim());
  const written = lines.filter((line) => line !== '');
  return written.find((line) => /(^|\W)(error|fatal)(\W|$)/i.test(line)) ?? written.at(-1) ?? fallback;
}

async function lookUp(name: string): Promise<Tool | null> {
  const path = findExecutable(name);
  if (path === undefined) return null;
  const { all } = await execa(path, VERSION_ARGUMENTS.get(name) ?? ['--version'], {
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 20_000,
  });
  return { name, path, version: versionIn(all ?? '') };
}

/** `Yosys 0.23 (git sha1 …)` → `0.23`, `(Version 0.4-1+b1)` → `0.4`; `unknown` where there is none. */
export function versionIn(text: string): string {
  return /(?<![\w.])\d+(?:\.\d+)+/.exec(text)?.[0] ?? 'unknown';
}

function quote(word: string): string {
  return /^[\w./=:,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
