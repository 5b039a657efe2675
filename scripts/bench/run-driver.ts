import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Run } from './contestant.ts';
import type { Played } from './workload.ts';

/** Runs a driver and reads what it prints (verilator_driver.cpp). The time is that between its lines `S` and `E`. */
export async function runDriver(file: string, args: readonly string[], cwd: string): Promise<Run> {
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const played: Played[] = [];
  let tokens: number[] = [];
  let begun = Number.NaN;
  let seconds = Number.NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, value] = line.split(' ');
    if (kind === 'S') begun = performance.now();
    else if (kind === 'E') seconds = (performance.now() - begun) / 1000;
    else if (kind === 'T') tokens.push(Number(value));
    else if (kind === 'D') {
      played.push({ tokens, cycles: Number(value) });
      tokens = [];
    }
  }
  await ended;
  if (Number.isNaN(seconds)) throw new Error(`${file} ended too early, with exit code ${child.exitCode}`);
  return { played, seconds };
}
