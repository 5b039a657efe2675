import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { grouped, quantity } from '../generator/cli/quantity.ts';
import { packagePath } from '../generator/package-root.ts';
import { type SimResult, simResultSchema } from '../generator/schema/sim.ts';

/** Builds the default design with the real command line, lets its simulated hardware invent names, and says how fast. */
const folder = 'build/demo';
const names = 10;

function fpgaGen(args: readonly string[], output: 'inherit' | 'pipe'): string {
  console.log(`$ fpga-gen ${args.map((word) => (word === '' ? '""' : word)).join(' ')}`);
  const { status, stdout } = spawnSync(process.execPath, [packagePath('bin', 'fpga-gen.js'), ...args], {
    cwd: packagePath(),
    encoding: 'utf8',
    stdio: ['ignore', output, 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

function invent(seed: number): SimResult {
  const sampling = ['--temperature', '0.7', '--seed', String(seed)];
  const answer: unknown = JSON.parse(fpgaGen(['sim', folder, '--prompt', '', ...sampling, '--json'], 'pipe'));
  return simResultSchema.parse(answer);
}

fpgaGen(
  ['build', 'designs/microgpt-ternary/model.json', '--board', 'kv260', '-o', folder, '--force'],
  'inherit',
);
console.log();
const runs = Array.from({ length: names }, (_, index) => invent(index + 1));
const tokens = runs.reduce((sum, run) => sum + run.tokens.length, 0);
const seconds = runs.reduce((sum, run) => sum + run.cycles.total / run.clock_hz, 0);
const clock = quantity(runs[0]?.clock_hz ?? 0, 'Hz');
console.log(`\nnames    ${runs.map(({ text }) => text).join(', ')}`);
console.log(
  `speed    ${grouped(tokens / seconds)} tokens/s over these names, simulated cycle for cycle at ${clock}`,
);
for (const file of readdirSync(packagePath(folder)).filter((name) => name.startsWith('report'))) {
  console.log(`report   ${join(folder, file)}`);
}
