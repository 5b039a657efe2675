/**
 * Measures the units of random designs with yosys and fits the weights of their costs, `generator/families/weights`. The errors that
 * are printed are of designs that were not fitted: each is estimated with weights that come from the others.
 *
 *     npx tsx scripts/calibrate-units.ts [--fabric NAME]… [--designs 24] [--large 4] [--grouped 4] [--lookup 8] [--design INDEX]… [--unit NAME]… [--fit]
 *
 * Measurements are kept in `scripts/calibration`, and what is there is not measured again; --fit measures nothing.
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { packagePath } from '../generator/package-root.ts';
import { CORE_UNITS } from '../generator/units/index.ts';
import { type Fabric, hasManyPortedLutRam } from '../generator/units/resources/fabric.ts';
import { type FabricWeights, WEIGHTS, weightsPath } from '../generator/units/resources/term-weights.ts';
import { fabricKey } from '../generator/units/resources/unit-cost.ts';
import { measureResources } from '../testbenches/support/measure-resources.ts';
import {
  calibrationDesign,
  FIRST_GROUPED_DESIGN,
  FIRST_LARGE_DESIGN,
  FIRST_LOOKUP_DESIGN,
  isMeasured,
} from './calibration-designs.ts';
import { estimateErrors, percentile } from './estimate-errors.ts';
import { fitUnits } from './fit-units.ts';
import { FABRICS, type Measurements, measurementsPath, readMeasurements } from './measurements.ts';

/** Larger designs take yosys many minutes each, and say nothing new. */
const MOST_LANES = 64;
const MOST_PRODUCTS = 16;

/** The parallel sampler alone is larger than any iCE40; tables of sums need LUT RAM that many read. */
function hopeless(unit: string, { family }: Fabric): boolean {
  if (unit === 'lookup_array') return !hasManyPortedLutRam(family);
  return family === 'ice40' && unit === 'sampler_parallel';
}

/** Measures what is missing, design by design, and saves after each. */
async function measure(
  fabric: Fabric,
  designs: readonly number[],
  only: readonly string[] | undefined,
): Promise<Measurements> {
  const path = measurementsPath(fabric);
  const known: Record<string, Measurements[string]> = { ...readMeasurements(fabric) };
  for (const index of designs) {
    const begin = performance.now();
    const { context, core, files, label } = calibrationDesign(index, fabric);
    const units = CORE_UNITS.filter(
      ({ name, terms }) =>
        terms(context, fabric) !== null &&
        (only?.includes(name) ?? true) &&
        isMeasured(name, index) &&
        known[index]?.[name] === undefined &&
        !hopeless(name, fabric),
    ).map(({ name }) => name);
    const { model, plan } = context;
    const slow =
      index < FIRST_LOOKUP_DESIGN &&
      (plan.rows * plan.lanes > MOST_LANES || plan.headsParallel * model.shape.headDim > MOST_PRODUCTS);
    if (units.length === 0 || slow) continue;
    const figures = await measureResources(
      fabric,
      units.map((unit) => ({ unit, core, design: files })),
    );
    const measured = Object.fromEntries(
      units.map((unit, at) => {
        const { lut = 0, ff = 0, bram = 0, dsp = 0 } = figures[at] ?? {};
        return [unit, [lut, ff, bram, dsp] as const];
      }),
    );
    known[index] = { ...known[index], ...measured };
    mkdirSync(packagePath('scripts', 'calibration'), { recursive: true });
    writeFileSync(path, serialise(known));
    console.log(`${fabricKey(fabric)} ${label}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  }
  return known;
}

/** A line a design, or a unit. */
function serialise(entries: Measurements | FabricWeights): string {
  const lines = Object.entries(entries).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** With --unit the weights of all others stay what they are. */
function chosenOf(fitted: FabricWeights): FabricWeights {
  return Object.fromEntries(Object.entries(fitted).filter(([unit]) => values.unit?.includes(unit) ?? true));
}

const { values } = parseArgs({
  options: {
    fabric: { type: 'string', multiple: true },
    designs: { type: 'string', default: '24' },
    design: { type: 'string', multiple: true },
    unit: { type: 'string', multiple: true },
    large: { type: 'string', default: '4' },
    grouped: { type: 'string', default: '4' },
    lookup: { type: 'string', default: '8' },
    fit: { type: 'boolean', default: false },
  },
});
const chosen = FABRICS.filter((fabric) => (values.fabric ?? [fabricKey(fabric)]).includes(fabricKey(fabric)));
const indices = values.design?.map(Number) ?? [
  ...Array.from({ length: Number(values.designs) }, (_, index) => index),
  ...Array.from({ length: Number(values.large) }, (_, index) => FIRST_LARGE_DESIGN + index),
  ...Array.from({ length: Number(values.grouped) }, (_, index) => FIRST_GROUPED_DESIGN + index),
  ...Array.from({ length: Number(values.lookup) }, (_, index) => FIRST_LOOKUP_DESIGN + index),
];
if (!values.fit) for (const fabric of chosen) await measure(fabric, indices, values.unit);
for (const fabric of chosen) {
  if (!existsSync(measurementsPath(fabric))) continue;
  const measurements = readMeasurements(fabric);
  const weights = { ...WEIGHTS[fabricKey(fabric)], ...chosenOf(fitUnits(fabric, measurements)) };
  writeFileSync(weightsPath(fabricKey(fabric)), serialise(weights));
  for (const { name, errors, wrong } of estimateErrors(fabric, measurements)) {
    const [half, most] = [percentile(errors, 0.5), percentile(errors, 0.95)];
    const blocks = wrong.length === 0 ? '' : `, wrong blocks: ${wrong.join('; ')}`;
    console.log(`${fabricKey(fabric)} ${name}: median ${half} %, 95 % within ${most} %${blocks}`);
  }
}
