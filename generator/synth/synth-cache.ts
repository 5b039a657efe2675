import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where results are kept unless a caller says otherwise, relative to the working directory. */
export const DEFAULT_CACHE = '.cache/synth';

/**
 * Hash of what a run depends on: its words (tool, version, commands), the named files, and the memory images
 * that they may read.
 */
export async function contentKey(
  words: readonly string[],
  dir: string,
  files: readonly string[],
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const file of [...new Set([...files, ...(await memoryImages(dir))])]) {
    const content = createHash('sha256').update(await readFile(join(dir, file)));
    hash.update(`\n${file} ${content.digest('hex')}`);
  }
  return hash.digest('hex').slice(0, 32);
}

async function memoryImages(dir: string): Promise<readonly string[]> {
  const entries = await readdir(join(dir, 'mem'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, '/').length))
    .sort();
}

/**
 * The folder of `key`, filled by `fill` where it is not there yet. It appears whole or not at all, also when
 * two processes fill it at once.
 */
export async function cached(
  cacheDir: string,
  key: string,
  fill: (folder: string) => Promise<void>,
): Promise<{ readonly folder: string; readonly fromCache: boolean }> {
  const folder = resolve(cacheDir, key);
  if (await exists(folder)) return { folder, fromCache: true };
  await mkdir(resolve(cacheDir), { recursive: true });
  const growing = await mkdtemp(`${folder}.`);
  try {
    await fill(growing);
    await rename(growing, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(growing, { recursive: true, force: true });
  }
  return { folder, fromCache: false };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
