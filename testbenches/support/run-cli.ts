import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { packagePath } from '../../generator/package-root.ts';

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Added to the environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Arguments for node itself. */
  readonly nodeArguments?: readonly string[];
}

/** Runs the real `fpga-gen`, compiled from the sources as they are now. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  await compileOnce();
  const command = [...(options.nodeArguments ?? []), packagePath('bin', 'fpga-gen.js'), ...args];
  return run(process.execPath, command, options);
}

/** Runs a program to its end, whatever its exit code. */
export function run(file: string, args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const env = { ...process.env, NO_COLOR: '1', ...options.env };
  return new Promise((resolve) => {
    const child = execFile(
      file,
      [...args],
      { cwd: options.cwd, env, maxBuffer: 2 ** 28 },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

let compiled: Promise<void> | undefined;

/** Compiles dist if a source is newer, once in each test file, and never twice at the same time. */
export function compileOnce(): Promise<void> {
  compiled ??= compileUnderLock();
  return compiled;
}

/** A lock that is older than this was left behind. */
const LONGEST_COMPILE_MS = 120_000;

async function compileUnderLock(): Promise<void> {
  const lock = packagePath('dist', '.lock');
  mkdirSync(packagePath('dist'), { recursive: true });
  while (!takeLock(lock)) await setTimeout(100);
  try {
    await compileIfStale();
  } finally {
    rmdirSync(lock);
  }
}

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LONGEST_COMPILE_MS) rmdirSync(lock);
    return false;
  }
}

async function compileIfStale(): Promise<void> {
  const stamp = packagePath('dist', '.compiled');
  const start = new Date();
  if (existsSync(stamp) && newestSource() < statSync(stamp).mtimeMs) return;
  const compiler = packagePath('node_modules', 'typescript', 'bin', 'tsc');
  const { exitCode, stdout } = await run(process.execPath, [
    compiler,
    '-p',
    packagePath('tsconfig.build.json'),
  ]);
  // tsc writes its output in spite of type errors; it is `npm run check` that fails on them.
  if (exitCode !== 0) console.warn(`tsc found errors:\n${stdout}`);
  writeFileSync(stamp, '');
  utimesSync(stamp, start, start);
}

function newestSource(): number {
  const sources = ['generator', 'sim', 'testbenches'].flatMap((room) =>
    readdirSync(packagePath(room), { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(packagePath(room), file)),
  );
  const files = [...sources, packagePath('tsconfig.json'), packagePath('tsconfig.build.json')];
  return Math.max(...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
