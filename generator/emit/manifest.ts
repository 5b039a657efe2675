import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { packageVersion } from '../package-root.ts';
import { MANIFEST_GENERATOR } from './output-folder.ts';

/** `manifest.json` of a build folder. */
export const buildManifestSchema = z.object({
  generator: z.literal(MANIFEST_GENERATOR),
  version: z.string(),
  build_id: z.string(),
  files: z.record(z.string(), z.string()).meta({ description: 'sha256 of every other file, by path' }),
});

/** What a manifest says beside the hashes; a build is known by its id. */
type About = { readonly build_id: string } | { readonly content: 'model' };

/** Text of the manifest of some files. */
export function manifestText(about: About, files: ReadonlyMap<string, string | Uint8Array>): string {
  const hashes = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, file]) => [path, sha256(file)]);
  const manifest = {
    generator: MANIFEST_GENERATOR,
    version: packageVersion(),
    ...about,
    files: Object.fromEntries(hashes),
  };
  return `${canonicalize(manifest) ?? ''}\n`;
}

/** Hexadecimal SHA-256 of a file's content. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
