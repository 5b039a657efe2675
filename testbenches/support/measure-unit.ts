/** What yosys makes of one unit that no design has yet, flattened by itself. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packagePath } from '../../generator/package-root.ts';
import { countResources } from '../../generator/synth/count-resources.ts';
import type { Resources } from '../../generator/synth/families/family.ts';
import { type FamilyName, familyTable } from '../../generator/synth/families.ts';
import { runYosys } from '../../generator/synth/run-yosys.ts';
import { DEFAULT_CACHE } from '../../generator/synth/synth-cache.ts';
import type { UnitRun } from './run-unit.ts';

type MeasuredUnit = Pick<UnitRun, 'top' | 'sources' | 'parameters' | 'inputs' | 'capture' | 'images'>;

/** Synthesises the unit with its ports as a design's. @throws ToolError */
export async function measureUnit(family: FamilyName, unit: MeasuredUnit): Promise<Resources> {
  const dir = await mkdtemp(join(tmpdir(), 'fpga-gen-measure-unit-'));
  try {
    const files = { ...unit.images, ...unit.sources, [`${TOP}.v`]: topOf(unit) };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    }
    const table = familyTable(family, undefined);
    const { netlist } = await runYosys({
      dir,
      files: [...Object.keys(unit.sources), `${TOP}.v`],
      top: TOP,
      family,
      grade: table.grade,
      flatten: true,
      cacheDir: packagePath(DEFAULT_CACHE),
    });
    return countResources(netlist, table).total;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const TOP = 'measured_unit';

function topOf({ top, parameters, inputs, capture }: MeasuredUnit): string {
  const outputs = capture.flatMap(({ valid, payload }) => [{ name: valid, width: 1 }, ...payload]);
  const ports = [
    'clk_i',
    'rst_i',
    'en_i',
    ...inputs.map(({ name }) => name),
    ...outputs.map(({ name }) => name),
  ];
  const settings = Object.entries(parameters).map(
    ([name, value]) => `.${name}(${typeof value === 'number' ? value : JSON.stringify(value)})`,
  );
  return `module ${TOP} (
  input wire clk_i, rst_i, en_i,
${[
  ...inputs.map(({ name, width }) => `  input wire [${width - 1}:0] ${name}`),
  ...outputs.map(({ name, width }) => `  output wire [${width - 1}:0] ${name}`),
].join(',\n')}
);
  ${top} #(${settings.join(', ')}) u_unit (${ports.map((name) => `.${name}(${name})`).join(', ')});
endmodule
`;
}
