import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDesign } from '../generator/build.ts';
import { quantity } from '../generator/cli/quantity.ts';
import { table } from '../generator/cli/table.ts';
import { packagePath } from '../generator/package-root.ts';
import type { BuildRequest } from '../generator/schema/build.ts';
import { findTool } from '../generator/tools/run-tool.ts';
import type { Play } from './bench/contestant.ts';
import { icarus } from './bench/icarus.ts';
import { measure, type Rate } from './bench/measure.ts';
import { ours } from './bench/ours.ts';
import { verilator } from './bench/verilator.ts';
import { workloadOf } from './bench/workload.ts';

/** Simulated clock cycles per second of our simulator, Verilator and Icarus, on the worked designs (docs/benchmarks.md). */

const DESIGNS: readonly BenchDesign[] = [
  ...[
    { design: 'microgpt-ternary', board: 'kv260' },
    { design: 'microgpt-q412', board: 'de1-soc' },
  ].map((entry) => ({
    ...entry,
    build: { model: packagePath('designs', entry.design, 'model.json') },
    contestants: [ours, verilator, icarus],
    mostSequences: Infinity,
  })),
  // A design a hundred times as large: one sequence, and nobody waits for Icarus.
  {
    design: 'stories260K',
    board: 'kv260',
    build: {
      model: sharedModel('stories260K/stories260K.bin'),
      tokenizer: sharedModel('stories260K/tok512.bin'),
      context: 64,
    },
    contestants: [ours, verilator],
    mostSequences: 1,
  },
];

interface BenchDesign {
  readonly design: string;
  readonly board: string;
  readonly build: Pick<BuildRequest, 'model' | 'tokenizer' | 'context'>;
  readonly contestants: readonly (typeof ours)[];
  /** Sequences of the workload, from its first on. */
  readonly mostSequences: number;
}

/** A third party's model, read in place. */
function sharedModel(file: string): string {
  return join(process.env['FPGA_GEN_SHARED'] ?? packagePath('..', 'shared'), 'models', file);
}

/** A measured run takes at least this long. */
const SECONDS = 5;

/** All take turns, and the best run of each counts: what else the machine does slows some runs and speeds up none. */
const TURNS = 3;

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

async function measureDesign(entry: BenchDesign, work: string) {
  const { design, board, build, contestants, mostSequences } = entry;
  progress(`${design} on ${board}: building`);
  const output = join(work, 'build');
  await buildDesign({ ...build, board, output, force: false });
  const workload = workloadOf(output, mostSequences);
  const players: Player[] = [];
  for (const { name, tool, prepare } of contestants) {
    const version = tool === null ? process.version : (await findTool(tool))?.version;
    if (version === undefined) {
      progress(`${design}: ${name} is SKIPPED, it is not installed`);
      continue;
    }
    progress(`${design}: ${name}, compiling`);
    const folder = join(work, name);
    await mkdir(folder);
    players.push({ simulator: name, version, play: await prepare(workload, folder), runs: [] });
  }
  for (let turn = 1; turn <= TURNS; turn++) {
    for (const { simulator, play, runs } of players) {
      progress(`${design}: ${simulator}, run ${turn} of ${TURNS}`);
      runs.push(await measure(workload.expected, play, SECONDS));
    }
  }
  const [ourRate = Number.NaN] = players.map(({ runs }) => best(runs).cycles_per_second);
  return players.map(({ simulator, version, runs }): Measurement => {
    const rates = best(runs);
    const ratio = Number((ourRate / rates.cycles_per_second).toPrecision(3));
    return { design, board, simulator, version, ...rates, ours_is_faster_by: ratio };
  });
}

interface Player {
  readonly simulator: string;
  readonly version: string;
  readonly play: Play;
  readonly runs: Rate[];
}

function best(runs: readonly Rate[]): Pick<Measurement, 'cycles_per_second' | 'tokens_per_second'> {
  return {
    cycles_per_second: Math.round(Math.max(...runs.map(({ cycles, seconds }) => cycles / seconds))),
    tokens_per_second: Math.round(Math.max(...runs.map(({ tokens, seconds }) => tokens / seconds))),
  };
}

const measurements: Measurement[] = [];
for (const design of DESIGNS) {
  if (!existsSync(design.build.model)) {
    progress(`${design.design} is SKIPPED, ${design.build.model} is not there`);
    continue;
  }
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
