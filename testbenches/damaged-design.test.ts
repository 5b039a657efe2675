import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { InputError } from '../generator/errors.ts';
import { packagePath } from '../generator/package-root.ts';
import { simulate } from '../sim/simulate.ts';

let scratch = '';
const whole = () => join(scratch, 'whole');

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-damaged-'));
  const model = packagePath('designs', 'microgpt-ternary', 'model.json');
  await buildDesign({ model, board: 'kv260', output: whole() });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Simulates a copy of the build in which one file is `text`. @returns what was refused, or null where it ran */
async function refusal(path: string, text: string): Promise<InputError | null> {
  const folder = await mkdtemp(join(scratch, 'copy-'));
  try {
    for (const part of ['design.json', 'manifest.json', 'mem'])
      await cp(join(whole(), part), join(folder, part), { recursive: true });
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
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? (Object.assign([], value) as never)
    : { ...(value as object) };
  copy[key] = changed(copy[key], rest, by);
  return copy;
}

test('a changed value of design.json is refused, or does no harm', { timeout: 300_000 }, async () => {
  const design: unknown = JSON.parse(await readFile(join(whole(), 'design.json'), 'utf8'));
  const paths = pathsOf(design).filter((path) => path.length > 0);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.option(strange, { nil: undefined }), async (path, by) => {
      await refusal('design.json', JSON.stringify(changed(design, path, by)));
    }),
    { numRuns: Number(process.env['DAMAGED_RUNS'] ?? 300) },
  );
});

test('a changed or cut text of any image is refused, or does no harm', { timeout: 300_000 }, async () => {
  const images = (await readdir(join(whole(), 'mem'))).map((image) => `mem/${image}`);
  const texts = new Map<string, string>();
  for (const path of [...images, 'design.json']) texts.set(path, await readFile(join(whole(), path), 'utf8'));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('mem/program.mem', 'mem/program.mem', 'design.json', ...images),
      fc.nat(),
      fc.constantFrom('', '0', 'f', '7', 'x', '\n', ' ', '{', ','),
      fc.constantFrom(0, 1, 2, 40, Number.MAX_SAFE_INTEGER),
      async (path, where, inserted, dropped) => {
        const text = texts.get(path) ?? '';
        const at = where % (text.length + 1);
        await refusal(path, text.slice(0, at) + inserted + text.slice(at + dropped));
      },
    ),
    { numRuns: Number(process.env['DAMAGED_RUNS'] ?? 300) },
  );
});

test('what is refused is named', async () => {
  const error = await refusal('design.json', '{');
  expect(error?.message).toContain('design.json');
});
