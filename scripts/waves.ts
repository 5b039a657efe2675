import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagePath } from '../generator/package-root.ts';

/** Renders the timing diagrams of the docs: every WaveDrom source in `docs/waves` to the SVG of its name. */
export function waveSources(): readonly string[] {
  const folder = packagePath('docs', 'waves');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}

/** The SVG that `source` is committed as. */
export function svgPath(source: string): string {
  return source.replace(/\.json$/, '.svg');
}

const require = createRequire(import.meta.url);

/** What WaveDrom makes of `source`. The same source gives the same bytes. */
export function renderWave(source: string): string {
  const wavedrom = dirname(require.resolve('wavedrom/package.json'));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(wavedrom, 'bin', 'cli.js'), '--input', source],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${source}: ${stderr}`);
  return stdout;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const source of waveSources()) {
    writeFileSync(svgPath(source), renderWave(source));
    console.log(svgPath(source));
  }
}
