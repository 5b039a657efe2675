import canonicalize from 'canonicalize';
import { MANIFEST_GENERATOR, sha256 } from '../design/manifest-file.ts';
import { packageVersion } from '../package-root.ts';

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
