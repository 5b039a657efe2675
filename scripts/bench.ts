import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDesign } from '../generator/build.ts';
import { quantity } from '../generator/cli/quantity.ts';
import { table } from '../generator/cli/table.ts';
import { packagePath } from '../generator/package-root.ts';
import { findTool } from '../generator/tools/run-tool.ts';
import { icarus } from './bench/icarus.ts';
import { measure } from './bench/measure.ts';
import { ours } from './bench/ours.ts';
import { verilator } from './bench/verilator.ts';
import { workloadOf } from './bench/workload.ts';

/** Simulated clock cycles per second of our simulator, Verilator and Icarus, on the worked designs (docs/benchmarks.md). */

// The parallel sampler takes half of the DE1-SoC: the design needs more than the default share of its ALMs.
const DESIGNS = [
  { design: 'microgpt-ternary', board: 'kv260', maxUtilisation: 0.7 },
  { design: 'microgpt-q412', board: 'de1-soc', maxUtilisation: 0.95 },
];
const CONTESTANTS = [ours, verilator, icarus];

/** A measured run takes at least this long. */
const SECONDS = 5;

interface Measurement {
  readonly design: string;
  readonly board: string;
  readonly simulator: string;
  readonly version: string;
  readonly cycles_per_second: number;
  readonly tokens_per_second: number;
  /** Our rate divided by this one. */
  readonly ours_is_faster_by: number;
}

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
});
const progress = (text: string): void => console.error(text);

async function measureDesign({ design, board, maxUtilisation }: (typeof DESIGNS)[number], work: string) {
  progress(`${design} on ${board}: building`);
  const output = join(work, 'build');
  const model = packagePath('designs', design, 'model.json');
  await buildDesign({ model, board, output, maxUtilisation, force: false });
  const workload = workloadOf(output);
  const measurements: Measurement[] = [];
  let oursPerSecond = Number.NaN;
  for (const { name, tool, prepare } of CONTESTANTS) {
    const version = tool === null ? process.version : (await findTool(tool))?.version;
    if (version === undefined) {
      progress(`${design}: ${name} is SKIPPED, it is not installed`);
      continue;
    }
    progress(`${design}: ${name}, compiling`);
    const folder = join(work, name);
    await mkdir(folder);
    const play = await prepare(workload, folder);
    progress(`${design}: ${name}, playing`);
    const { cycles, tokens, seconds } = await measure(workload.expected, play, SECONDS);
    const perSecond = cycles / seconds;
    if (tool === null) oursPerSecond = perSecond;
    measurements.push({
      design,
      board,
      simulator: name,
      version,
      cycles_per_second: Math.round(perSecond),
      tokens_per_second: Math.round(tokens / seconds),
      ours_is_faster_by: Number((oursPerSecond / perSecond).toPrecision(3)),
    });
  }
  return measurements;
}

const measurements: Measurement[] = [];
for (const design of DESIGNS) {
  const work = await mkdtemp(join(tmpdir(), 'fpga-gen-bench-'));
  try {
    measurements.push(...(await measureDesign(design, work)));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
if (options.json) {
  console.log(JSON.stringify({ cores: availableParallelism(), measurements }));
} else {
  const rows = measurements.map((row) => [
    `${row.design} on ${row.board}`,
    `${row.simulator} ${row.version}`,
    quantity(row.cycles_per_second, 'cycles/s'),
    quantity(row.tokens_per_second, 'tokens/s'),
    `${row.ours_is_faster_by} ×`,
  ]);
  console.log(table(['design', 'simulator', 'simulated', '', 'ours is faster by'], rows));
}
