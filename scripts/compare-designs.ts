import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Shows that a change left the designs alone: builds every board × worked design here and in another checkout (compiled, say of
 * the commit before the change), and compares memory images byte for byte, tokens, cycles, and every beat of a simulation.
 *
 *     npx tsx scripts/compare-designs.ts OTHER_CHECKOUT [FILTER]
 *
 * FILTER is a part of `board design`. Exits with 1 where something differs.
 */
const [other, filter = ''] = process.argv.slice(2);
if (other === undefined) throw new Error('name the checkout to compare with');

const CHECKPOINT = join(process.env['FPGA_GEN_SHARED'] ?? join('..', 'shared'), 'models', 'stories260K');
const DESIGNS: ReadonlyArray<{ readonly name: string; readonly model: readonly string[] }> = [
  { name: 'microgpt-ternary', model: ['designs/microgpt-ternary/model.json'] },
  { name: 'microgpt-q412', model: ['designs/microgpt-q412/model.json'] },
  { name: 'microgpt-int4', model: ['designs/microgpt-q412/int4.json'] },
  { name: 'microgpt-ternary, 2 slots', model: ['designs/microgpt-ternary/model.json', '--token-slots', '2'] },
  { name: 'tiny-bitnet', model: ['designs/tiny-bitnet/model.json'] },
  { name: 'tiny-bitnet, 80 %', model: ['designs/tiny-bitnet/model.json', '--max-utilisation', '0.8'] },
  {
    name: 'tiny-bitnet, lookup',
    model: ['designs/tiny-bitnet/model.json', '--array', 'lookup_array', '--max-utilisation', '0.8'],
  },
  {
    name: 'stories260k',
    model: [
      join(process.cwd(), CHECKPOINT, 'stories260K.bin'),
      '--tokenizer',
      join(process.cwd(), CHECKPOINT, 'tok512.bin'),
    ],
  },
];

/** What must not change of a design: a digest a part. */
type Facts = Readonly<Record<string, string>>;

function fpgaGen(checkout: string, args: readonly string[]) {
  return spawnSync(process.execPath, ['bin/fpga-gen.js', ...args], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/** @returns null where the design does not fit or is refused: then both checkouts must agree on that. */
function factsOf(checkout: string, board: string, model: readonly string[]): Facts {
  const scratch = mkdtempSync(join(tmpdir(), 'fpga-gen-compare-'));
  try {
    const folder = join(scratch, 'build');
    const built = fpgaGen(checkout, ['build', ...model, '--board', board, '-o', folder]);
    if (built.status !== 0) return { build: `exit ${built.status}` };
    const wave = join(scratch, 'beats.vcd');
    const run = ['--prompt-tokens', '1,2', '--max-new-tokens', '4', '--ignore-eos', '--temperature', '0.7'];
    const simulated = fpgaGen(checkout, ['sim', folder, ...run, '--seed', '5', '--vcd', wave, '--json']);
    if (simulated.status !== 0)
      return { build: 'exit 0', sim: `exit ${simulated.status}: ${simulated.stderr}` };
    const { tokens, cycles } = JSON.parse(simulated.stdout) as { tokens: unknown; cycles: unknown };
    const images = readdirSync(join(folder, 'mem')).sort();
    return {
      build: 'exit 0',
      ...Object.fromEntries(images.map((image) => [image, digest(readFileSync(join(folder, 'mem', image)))])),
      tokens: JSON.stringify(tokens),
      cycles: JSON.stringify(cycles),
      beats: digest(readFileSync(wave)),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const { boards } = JSON.parse(fpgaGen('.', ['boards', '--json']).stdout) as { boards: { name: string }[] };
let different = 0;
let compared = 0;
for (const { name: board } of boards) {
  for (const { name, model } of DESIGNS) {
    if (!`${board} ${name}`.includes(filter)) continue;
    if (name === 'stories260k' && !existsSync(model[0] ?? '')) {
      console.log(`${board}, ${name}: SKIPPED, no checkpoint`);
      continue;
    }
    const [here, there] = [factsOf('.', board, model), factsOf(other, board, model)];
    const names = [...new Set([...Object.keys(here), ...Object.keys(there)])];
    const changed = names.filter((fact) => here[fact] !== there[fact]);
    compared += 1;
    if (changed.length > 0) different += 1;
    const verdict =
      changed.length === 0
        ? `equal (${here['build'] === 'exit 0' ? `${names.length - 4} images, tokens, cycles ${here['cycles']}, beats ${here['beats']}` : here['build']})`
        : changed.map((fact) => `${fact}: ${there[fact]} → ${here[fact]}`).join('; ');
    console.log(`${board}, ${name}: ${verdict}`);
  }
}
console.log(`${compared} designs compared, ${different} different`);
process.exitCode = different === 0 ? 0 : 1;
