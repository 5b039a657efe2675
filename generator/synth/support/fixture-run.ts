import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTool } from '../../tools/run-tool.ts';
import type { FamilyName } from '../families.ts';
import type { Netlist } from '../netlist.ts';
import { runYosys } from '../run-yosys.ts';

/** For tests: the Verilog of `fixtures/`, one module a file with the ports clk_i, a_i[35:0], y_o[35:0]. */
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

/** Kept between runs: the tests are about our tables, and yosys is the slow part. */
export const TEST_CACHE = fileURLToPath(new URL('../../../.cache/synth', import.meta.url));

/** True, and says so loudly, when a tool that a test needs is missing. */
export async function missingTool(...names: readonly string[]): Promise<boolean> {
  const tools = await Promise.all(names.map(findTool));
  const missing = names.filter((_, index) => tools[index] === null);
  for (const name of missing) console.warn(`SKIPPED: ${name} not installed`);
  return missing.length > 0;
}

/** Synthesises fixtures side by side in one run, the hierarchy kept. */
export async function synthesiseFixtures(
  scratch: string,
  family: FamilyName,
  grade: string | undefined,
  modules: readonly string[],
): Promise<Netlist> {
  const dir = join(scratch, family);
  await mkdir(join(dir, 'mem'), { recursive: true });
  for (const image of await readdir(join(FIXTURES, 'mem'))) {
    await symlink(join(FIXTURES, 'mem', image), join(dir, 'mem', image));
  }
  for (const module of modules) await symlink(join(FIXTURES, `${module}.v`), join(dir, `${module}.v`));
  await writeFile(join(dir, 'all_fixtures.v'), topOf(modules));
  const files = [...modules.map((module) => `${module}.v`), 'all_fixtures.v'];
  const request = { dir, files, top: 'all_fixtures', family, grade, flatten: false, cacheDir: TEST_CACHE };
  return (await runYosys(request)).netlist;
}

/** The netlist of one fixture out of a run of several. */
export function fixtureNetlist(netlist: Netlist, module: string): Netlist {
  const top = [...netlist.modules.values()].find(({ sourceName }) => sourceName === module);
  if (top === undefined)
    throw new Error(`no module ${module} among ${[...netlist.modules.keys()].join(', ')}`);
  return { ...netlist, top: { ...top, isTop: true } };
}

function topOf(modules: readonly string[]): string {
  const instances = modules.map(
    (module, index) =>
      `  ${module} u_${module} (.clk_i(clk_i), .a_i(a_i[${36 * index}+:36]), .y_o(y_o[${36 * index}+:36]));`,
  );
  const range = `[${36 * modules.length - 1}:0]`;
  return [
    `module all_fixtures (input wire clk_i, input wire ${range} a_i, output wire ${range} y_o);`,
    ...instances,
    'endmodule',
    '',
  ].join('\n');
}
