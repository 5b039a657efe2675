import { UNIT_COSTS } from '../generator/units/costs.ts';
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
    .map((index) => ({ units: measurements[index] ?? {}, p: calibrationDesign(Number(index), fabric).p }));
  let result = weights;
  for (const cost of UNIT_COSTS) {
    const samples = designs.flatMap(({ units, p }) => {
      const measured = units[cost.unit];
      return measured === undefined ? [] : [{ p, exact: cost.exact(p, fabric), measured }];
    });
    if (samples.length === 0) continue;
    const logic = samples.map(({ p, exact, measured: [lut] }) => ({
      terms: cost.logic(p, fabric),
      rest: lut - exact.lut,
      whole: lut,
    }));
    const registers = samples.map(({ p, exact, measured: [, ff] }) => ({
      terms: cost.registers(p, fabric),
      rest: ff - exact.ff,
      whole: ff,
    }));
    const fitted = {
      logic: fitWeights(logic),
      registers: fitWeights(registers),
    };
    result = { ...result, [cost.unit]: { ...result[cost.unit], [fabricKey(fabric)]: fitted } };
  }
  return result;
}
