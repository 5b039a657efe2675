/**
 * Measures the units with yosys and writes the weights of their costs, `generator/units/resources/weights.ts`.
 *
 *     npx tsx scripts/calibrate-units.ts [--unit NAME]… [--fabric NAME]… [--refit]
 *
 * Measurements are kept in `scripts/calibration`; --refit measures only what is not there. All of it takes about an hour of one core.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { packagePath } from '../generator/package-root.ts';
import { UNIT_COSTS } from '../generator/units/costs.ts';
import type { Fabric } from '../generator/units/resources/fabric.ts';
import type { UnitWeights, Weights } from '../generator/units/resources/term-weights.ts';
import { fabricKey, type UnitCost, weightedResources } from '../generator/units/resources/unit-cost.ts';
import { WEIGHTS } from '../generator/units/resources/weights.ts';
import type { Resources } from '../generator/units/resources.ts';
import { measureResources } from '../testbenches/support/measure-resources.ts';
import { type CalibrationDesign, calibrationDesigns } from './calibration-designs.ts';
import { fitWeights } from './fit-weights.ts';

const FABRICS: readonly Fabric[] = [
  { family: 'ecp5', dsp: true },
  { family: 'cyclone_v', dsp: true },
  { family: 'xilinx_ultrascale_plus', dsp: true },
  { family: 'xilinx_7', dsp: true },
  { family: 'ice40', dsp: false },
  { family: 'ice40', dsp: true },
];

/** Designs that iCE40 is measured with. */
const FEW_DESIGNS = 6;

const MEASURED = packagePath('scripts', 'calibration');

interface Measured {
  readonly label: string;
  readonly total: Resources;
}

/** One unit in one fabric, in all designs that have it: by yosys, what the cache has not. */
async function measure(
  unit: string,
  fabric: Fabric,
  designs: readonly CalibrationDesign[],
  refit: boolean,
): Promise<readonly Measured[]> {
  const path = `${MEASURED}/${unit}.${fabricKey(fabric)}.json`;
  const known =
    refit && existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Measured[]) : [];
  // Multipliers of LUTs take yosys minutes, and nothing large fits an iCE40 anyway.
  const some = fabric.family === 'ice40' ? designs.slice(0, FEW_DESIGNS) : designs;
  const missing = some.filter(
    ({ label, files }) =>
      files.get('rtl/accelerator_core.v')?.includes(`\n  ${unit} #(`) &&
      !known.some((each) => each.label === label),
  );
  if (missing.length === 0) return known;
  const measurements = await measureResources(
    fabric,
    missing.map(({ files }) => ({ unit, design: files })),
  );
  const result = [
    ...known,
    ...measurements.map(({ total }, index) => ({ label: missing[index]?.label ?? '', total })),
  ];
  mkdirSync(MEASURED, { recursive: true });
  writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`);
  return result;
}

function fitUnit(
  cost: UnitCost,
  fabric: Fabric,
  designs: readonly CalibrationDesign[],
  measured: readonly Measured[],
): UnitWeights {
  const samples = measured.flatMap(({ label, total }) => {
    const design = designs.find((candidate) => candidate.label === label);
    return design === undefined ? [] : [{ p: design.p, exact: cost.exact(design.p, fabric), total }];
  });
  return {
    logic: fitWeights(
      samples.map(({ p, exact, total }) => ({
        terms: cost.logic(p, fabric),
        rest: total.lut - exact.lut,
        whole: total.lut,
      })),
      fabric.family === 'cyclone_v' ? 0.5 : 1,
    ),
    registers: fitWeights(
      samples.map(({ p, exact, total }) => ({
        terms: cost.registers(p, fabric),
        rest: total.ff - exact.ff,
        whole: total.ff,
      })),
      1,
    ),
  };
}

function report(
  cost: UnitCost,
  fabric: Fabric,
  designs: readonly CalibrationDesign[],
  measured: readonly Measured[],
  weights: UnitWeights,
): void {
  for (const { label, total } of measured) {
    const design = designs.find((candidate) => candidate.label === label);
    if (design === undefined) continue;
    const estimate = weightedResources(cost, weights, design.p, fabric);
    const error = (name: 'lut' | 'ff'): string =>
      `${name} ${total[name]} (${percent(estimate[name], total[name])})`;
    const blocks = (['bram', 'dsp'] as const)
      .filter((name) => Math.abs(estimate[name] - total[name]) > 1e-9)
      .map((name) => `, ${name} ${total[name]} WRONG: ${estimate[name]}`);
    console.log(`  ${label}: ${error('lut')}, ${error('ff')}${blocks.join('')}`);
  }
}

function percent(estimate: number, measured: number): string {
  return measured === 0 ? String(Math.round(estimate)) : `${(100 * (estimate / measured - 1)).toFixed(1)} %`;
}

function writeWeights(weights: Weights): void {
  const text = `import type { Weights } from './unit-cost.ts';

/** Weights of the units' terms by unit and fabric; written by \`scripts/calibrate-units.ts\`, never by hand. */
export const WEIGHTS: Weights = ${JSON.stringify(weights, null, 2)};
`;
  writeFileSync(packagePath('generator', 'units', 'resources', 'weights.ts'), text);
}

const { values } = parseArgs({
  options: {
    unit: { type: 'string', multiple: true },
    fabric: { type: 'string', multiple: true },
    refit: { type: 'boolean', default: false },
  },
});
const designs = calibrationDesigns();
let weights: Weights = WEIGHTS;
for (const cost of UNIT_COSTS) {
  if (!(values.unit ?? [cost.unit]).includes(cost.unit)) continue;
  for (const fabric of FABRICS) {
    if (!(values.fabric ?? [fabricKey(fabric)]).includes(fabricKey(fabric))) continue;
    const begin = performance.now();
    const measured = await measure(cost.unit, fabric, designs, values.refit);
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    const fitted = fitUnit(cost, fabric, designs, measured);
    weights = { ...weights, [cost.unit]: { ...weights[cost.unit], [fabricKey(fabric)]: fitted } };
    console.log(`${cost.unit} ${fabricKey(fabric)} (${seconds} s)`);
    report(cost, fabric, designs, measured, fitted);
    writeWeights(weights);
  }
}
