import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The package's own folder, the one that holds `templates/` and `designs/`. It is looked for upwards from
 * this file, because that is one level further down in the compiled package than in the sources.
 */
function findPackageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new Error('fpga-gen lies outside of its package: no package.json above it');
  }
}

export const packageRoot = findPackageRoot();

/** Path of a file or folder that the package brings along, such as `packagePath('designs', 'boards')`. */
export function packagePath(...segments: readonly string[]): string {
  return join(packageRoot, ...segments);
}

/** Version of this package, as its package.json says. */
export function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
  if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
  throw new Error('the package.json of fpga-gen names no version');
}
