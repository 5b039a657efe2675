import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, sha256 } from '../../generator/emit/manifest.ts';
import { InputError } from '../../generator/errors.ts';

/** Files of a build folder whose content is not what its manifest says, missing ones included, sorted. */
export async function hashMismatches(folder: string): Promise<string[]> {
  const manifest = await readManifest(folder);
  const wrong: string[] = [];
  for (const [path, hash] of Object.entries(manifest.files)) {
    const content = await readFile(join(folder, path)).catch(() => null);
    if (content === null || sha256(content) !== hash) wrong.push(path);
  }
  return wrong.sort();
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  } catch (error) {
    throw new InputError({
      subject: `${folder}: manifest.json`,
      rule: 'must be there and be JSON',
      received: error instanceof Error ? error.message : error,
      hint: 'Write the folder anew with `fpga-gen build`.',
    });
  }
}
