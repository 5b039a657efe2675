import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { InputError } from '../generator/errors.ts';
import { packagePath } from '../generator/package-root.ts';
import { blamingDamage } from '../sim/design/intact.ts';
import { simulate } from '../sim/simulate.ts';
import type { DesignOptions } from './arbitraries/design.ts';
import { writeDesign } from './arbitraries/write-design.ts';

/** A small Llama whose build has every image that the simulator reads but those of group scales. */
const LLAMA: DesignOptions = {
  family: 'llama',
  folded: true,
  model: {
    layers: 1,
    width: 8,
    kvHeads: 1,
    shared: 2,
    headDim: 4,
    ffn: 12,
    context: 6,
    vocabulary: 70,
    feedForward: 'silu_mul',
    subNorms: false,
    gains: true,
    pairing: 'half',
    tied: false,
    biases: true,
    weightFormat: 'int8',
    activationFormat: 'int8',
    kvFormat: 'int8',
    groupSize: null,
    seed: 3,
  },
  plan: {
    rows: 4,
    lanes: 4,
    array: 'matmul_array',
    attention: 'attention',
    headsParallel: 2,
    tokenSlots: 1,
    weightStore: 'bram_lut',
    kvStore: 'bram',
    tableStore: 'bram',
    sampler: 'sampler_threshold',
    multiplier: 'dsp',
    pipeline: 1,
    adderLevels: 3,
    clockHz: 100_000_000,
  },
};

let scratch = '';
const whole = (build: string) => join(scratch, build);
const BUILDS = ['microgpt', 'llama'] as const;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-damaged-'));
  const model = packagePath('designs', 'microgpt-ternary', 'model.json');
  await buildDesign({ model, board: 'kv260', output: whole('microgpt') });
  await writeDesign(whole('llama'), LLAMA);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Simulates a copy of the build in which one file is `text`. @returns what was refused, or null where it ran */
async function refusal(build: string, path: string, text: string): Promise<InputError | null> {
  const folder = await mkdtemp(join(scratch, 'copy-'));
  try {
    for (const part of ['design.json', 'manifest.json', 'mem'])
      await cp(join(whole(build), part), join(folder, part), { recursive: true });
    await writeFile(join(folder, path), text);
    await simulate({ folder, prompt: { tokens: [1] }, maxNewTokens: 2, sampling: {}, ignoreEos: true });
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A value that stands where another one was. */
const strange = fc.oneof(
  fc.constantFrom(null, true, '', 'x', -1, 0, 0.5, 1e9, 2 ** 53, 1e300, [], {}),
  fc.integer({ min: -64, max: 64 }),
);

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...path, key]))];
}

/** A copy with the value at `path` replaced, or dropped where it is undefined. */
function changed(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, at) => (at === Number(key) ? changed(item, rest, by) : item));
  const entries = Object.entries(value ?? {});
  return Object.fromEntries(
    entries.map(([name, item]) => [name, name === key ? changed(item, rest, by) : item]),
  );
}

const RUNS = Number(process.env['DAMAGED_RUNS'] ?? 300);

describe.each(BUILDS)('a damaged build of a %s is refused, or the damage does no harm', (build) => {
  test('a changed value of design.json', { timeout: 300_000 }, async () => {
    const design: unknown = JSON.parse(await readFile(join(whole(build), 'design.json'), 'utf8'));
    const paths = pathsOf(design).filter((path) => path.length > 0);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.option(strange, { nil: undefined }),
        async (path, by) => {
          const text = JSON.stringify(changed(design, path, by));
          const error = await refusal(build, 'design.json', text);
          expect(error?.message).toContain('design.json');
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('a changed or cut text of any file', { timeout: 300_000 }, async () => {
    const images = (await readdir(join(whole(build), 'mem'))).map((image) => `mem/${image}`);
    const texts = new Map<string, string>();
    for (const path of [...images, 'design.json'])
      texts.set(path, await readFile(join(whole(build), path), 'utf8'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('mem/program.mem', 'design.json', ...images),
        fc.nat(),
        fc.constantFrom('', '0', 'f', '7', 'x', '\n', ' ', '{', ','),
        fc.constantFrom(0, 1, 2, 40, Number.MAX_SAFE_INTEGER),
        async (path, where, inserted, dropped) => {
          const text = texts.get(path) ?? '';
          const at = where % (text.length + 1);
          const error = await refusal(build, path, text.slice(0, at) + inserted + text.slice(at + dropped));
          if (error !== null) expect(error.message).toContain(path);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

test('a failure of our own in a whole build is no fault of the build', async () => {
  const failure = new Error('ours');
  const work = () => Promise.reject(failure);
  await expect(blamingDamage(whole('microgpt'), work)).rejects.toBe(failure);
});
