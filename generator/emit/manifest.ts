import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { packageVersion } from '../package-root.ts';
import { MANIFEST_GENERATOR } from './output-folder.ts';

/** `manifest.json`: the hash of every other file of a build folder. */
export interface Manifest {
  readonly generator: typeof MANIFEST_GENERATOR;
  readonly version: string;
  readonly build_id: string;
  /** sha256 by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Text of the manifest of some files. */
export function manifestText(buildId: string, files: ReadonlyMap<string, string>): string {
  const hashes = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [path, sha256(text)]);
  const manifest: Manifest = {
    generator: MANIFEST_GENERATOR,
    version: packageVersion(),
    build_id: buildId,
    files: Object.fromEntries(hashes),
  };
  return `${canonicalize(manifest) ?? ''}\n`;
}

/** Hexadecimal SHA-256 of a file's content. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
