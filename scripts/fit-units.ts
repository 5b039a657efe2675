import { CORE_UNITS } from '../generator/units/index.ts';
import type { Fabric } from '../generator/units/resources/fabric.ts';
import type { Weights } from '../generator/units/resources/term-weights.ts';
import { fabricKey } from '../generator/units/resources/unit-cost.ts';
import { calibrationDesign } from './calibration-designs.ts';
import { fitWeights } from './fit-weights.ts';
import type { Measurements } from './measurements.ts';

/** `weights` with those of a fabric fitted anew, to all designs that were measured but `without`. */
export function fitUnits(
  weights: Weights,
  fabric: Fabric,
  measurements: Measurements,
  without: string | null = null,
): Weights {
  const designs = Object.keys(measurements)
    .filter((index) => index !== without)
    .map((index) => ({
      units: measurements[index] ?? {},
      context: calibrationDesign(Number(index), fabric).context,
    }));
  let result = weights;
  for (const unit of CORE_UNITS) {
    const samples = designs.flatMap(({ units, context }) => {
      const measured = units[unit.name];
      const terms = unit.terms(context, fabric);
      return measured === undefined || terms === null ? [] : [{ terms, measured }];
    });
    if (samples.length === 0) continue;
    const logic = samples.map(({ terms, measured: [lut] }) => ({
      terms: terms.logic,
      rest: lut - terms.exact.lut,
      whole: lut,
    }));
    const registers = samples.map(({ terms, measured: [, ff] }) => ({
      terms: terms.registers,
      rest: ff - terms.exact.ff,
      whole: ff,
    }));
    const fitted = {
      logic: fitWeights(logic),
      registers: fitWeights(registers),
    };
    result = { ...result, [unit.name]: { ...result[unit.name], [fabricKey(fabric)]: fitted } };
  }
  return result;
}
