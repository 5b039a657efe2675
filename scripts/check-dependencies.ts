import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTypeScriptConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/**
 * Runs dependency-cruiser over the rooms and fails on a broken rule, and also when it saw nothing: with a
 * compiler version that it does not know, dependency-cruiser passes with "0 modules".
 */
const rooms = ['generator', 'sim', 'designs', 'testbenches', 'scripts', 'bench'];

/** The broken rules below `baseDir`, one line each, and how many modules were looked at. */
export async function checkDependencies(
  baseDir: string,
): Promise<{ readonly modules: number; readonly violations: readonly string[] }> {
  const root = new URL('..', import.meta.url).pathname;
  const options = await extractOptions(`${root}.dependency-cruiser.cjs`);
  const present = rooms.filter((room) => existsSync(join(baseDir, room)));
  const { output } = await cruise(present, { ...options, baseDir }, undefined, {
    tsConfig: extractTypeScriptConfig(`${root}tsconfig.json`),
  });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  return { modules: output.summary.totalCruised, violations: describe(output) };
}

function describe({ summary }: ICruiseResult): readonly string[] {
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const via = cycle === undefined ? '' : ` (${cycle.map(({ name }) => name).join(' → ')})`;
    return `${rule.severity} ${rule.name}: ${from} → ${to}${via}`;
  });
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { modules, violations } = await checkDependencies(process.cwd());
  for (const violation of violations) console.error(violation);
  if (modules === 0)
    console.error('dependency-cruiser looked at no module at all: its compiler is not understood');
  console.log(`dependencies: ${modules} modules, ${violations.length} broken rules`);
  process.exitCode = violations.length > 0 || modules === 0 ? 1 : 0;
}
