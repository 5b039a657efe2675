import { CORE_UNITS } from '../generator/units/index.ts';
import type { Fabric } from '../generator/units/resources/fabric.ts';
import { weightedResources } from '../generator/units/resources/unit-cost.ts';
import { calibrationDesign } from './calibration-designs.ts';
import { fitUnits } from './fit-units.ts';
import type { Measurements } from './measurements.ts';

/** Relative errors of one figure over all designs; and where whole blocks were not met exactly. */
export interface EstimateErrors {
  /** `attention lut`, `all ff`. */
  readonly name: string;
  readonly errors: readonly number[];
  readonly wrong: readonly string[];
}

/**
 * |estimate − yosys| / yosys of LUTs and flip-flops, by unit and of all units of a design together; each design is estimated with weights
 * that were fitted to the others. A unit that no other design has is left out.
 */
export function estimateErrors(fabric: Fabric, measurements: Measurements): readonly EstimateErrors[] {
  const found = new Map<string, { errors: number[]; wrong: string[] }>();
  const entry = (name: string) => {
    const known = found.get(name) ?? { errors: [], wrong: [] };
    found.set(name, known);
    return known;
  };
  for (const [index, units] of Object.entries(measurements)) {
    const weights = fitUnits(fabric, measurements, index);
    const { context } = calibrationDesign(Number(index), fabric);
    const all = { lut: [0, 0], ff: [0, 0] };
    for (const unit of CORE_UNITS) {
      const measured = units[unit.name];
      const fitted = weights[unit.name];
      const terms = unit.terms(context, fabric);
      if (measured === undefined || fitted === undefined || terms === null) continue;
      const [lut, ff, bram, dsp] = measured;
      const estimate = weightedResources(terms, fitted);
      entry(`${unit.name} lut`).errors.push(relative(estimate.lut, lut));
      entry(`${unit.name} ff`).errors.push(relative(estimate.ff, ff));
      if (Math.abs(estimate.bram - bram) > 1e-9)
        entry(`${unit.name} lut`).wrong.push(`${index} bram ${estimate.bram} for ${bram}`);
      if (Math.abs(estimate.dsp - dsp) > 1e-9)
        entry(`${unit.name} lut`).wrong.push(`${index} dsp ${estimate.dsp} for ${dsp}`);
      all.lut = [(all.lut[0] ?? 0) + estimate.lut, (all.lut[1] ?? 0) + lut];
      all.ff = [(all.ff[0] ?? 0) + estimate.ff, (all.ff[1] ?? 0) + ff];
    }
    // A design whose only unit no other design has says nothing.
    if (all.lut[1] === 0) continue;
    entry('all lut').errors.push(relative(all.lut[0] ?? 0, all.lut[1] ?? 0));
    entry('all ff').errors.push(relative(all.ff[0] ?? 0, all.ff[1] ?? 0));
  }
  return [...found].map(([name, { errors, wrong }]) => ({ name, errors, wrong }));
}

function relative(estimate: number, measured: number): number {
  return Math.abs(estimate - measured) / Math.max(measured, 1);
}

/** The value below which the share `at` of all lies, in percent. */
export function percentile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(at * sorted.length) - 1)] ?? 0;
  return Math.round(1000 * value) / 10;
}
