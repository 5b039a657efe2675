import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cached, contentKey } from './synth-cache.ts';

describe('the cache of synthesis', () => {
  let scratch = '';
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-cache-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test('the key depends on words, files and memory images, and on nothing else', async () => {
    await mkdir(join(scratch, 'rtl'));
    await mkdir(join(scratch, 'mem'));
    await writeFile(join(scratch, 'rtl/a.v'), 'module a; endmodule');
    await writeFile(join(scratch, 'mem/a.mem'), '00');
    const key = () => contentKey(['yosys 0.23', 'synth_ecp5'], scratch, ['rtl/a.v']);
    const first = await key();
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    await writeFile(join(scratch, 'report.json'), '{}');
    expect(await key()).toBe(first);
    await writeFile(join(scratch, 'mem/a.mem'), '01');
    expect(await key()).not.toBe(first);
    await writeFile(join(scratch, 'mem/a.mem'), '00');
    await writeFile(join(scratch, 'rtl/a.v'), 'module b; endmodule');
    expect(await key()).not.toBe(first);
    expect(await contentKey(['yosys 0.24'], scratch, [])).not.toBe(
      await contentKey(['yosys 0.23'], scratch, []),
    );
  });

  test('fills a folder once, and whole or not at all', async () => {
    const cacheDir = join(scratch, 'cache');
    let runs = 0;
    const fill = async (folder: string) => {
      runs += 1;
      await writeFile(join(folder, 'result'), String(runs));
    };
    const failing = cached(cacheDir, 'key', async (folder) => {
      await fill(folder);
      throw new Error('the tool failed');
    });
    await expect(failing).rejects.toThrow('the tool failed');
    expect(await readdir(cacheDir)).toEqual([]);
    const { folder, fromCache } = await cached(cacheDir, 'key', fill);
    expect(fromCache).toBe(false);
    expect(await readFile(join(folder, 'result'), 'utf8')).toBe('2');
    expect((await cached(cacheDir, 'key', fill)).fromCache).toBe(true);
    expect(runs).toBe(2);
  });

  test('two that fill one folder at once both get it', async () => {
    const cacheDir = join(scratch, 'race');
    const fill = (folder: string) => writeFile(join(folder, 'result'), 'same');
    const both = await Promise.all([cached(cacheDir, 'key', fill), cached(cacheDir, 'key', fill)]);
    expect(both.map(({ folder }) => folder)).toEqual([join(cacheDir, 'key'), join(cacheDir, 'key')]);
    expect(await readdir(cacheDir)).toEqual(['key']);
  });
});
