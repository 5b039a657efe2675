import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { readFolderDocument } from './folder-document.ts';
import { buildManifestSchema, sha256 } from './manifest-file.ts';

export type BuildManifest = z.output<typeof buildManifestSchema>;

/** The manifest of a build folder. @throws InputError where there is none */
export function readManifest(folder: string): BuildManifest {
  return readFolderDocument(folder, 'manifest.json', buildManifestSchema);
}

/** Files of a build folder whose content is not what its manifest says, missing ones included, sorted. */
export async function hashMismatches(folder: string, { files }: BuildManifest): Promise<string[]> {
  const wrong: string[] = [];
  for (const [path, hash] of Object.entries(files)) {
    const content = await readFile(join(folder, path)).catch(() => null);
    if (content === null || sha256(content) !== hash) wrong.push(path);
  }
  return wrong.sort();
}
