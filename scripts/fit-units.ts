import { CORE_UNITS } from '../generator/units/index.ts';
import type { Fabric } from '../generator/units/resources/fabric.ts';
import type { FabricWeights } from '../generator/units/resources/term-weights.ts';
import { calibrationDesign } from './calibration-designs.ts';
import { fitWeights } from './fit-weights.ts';
import type { Measurements } from './measurements.ts';

/** Weights of the units that were measured in a fabric, fitted to all designs but `without`. */
export function fitUnits(
  fabric: Fabric,
  measurements: Measurements,
  without: string | null = null,
): FabricWeights {
  const designs = Object.keys(measurements)
    .filter((index) => index !== without)
    .map((index) => ({
      units: measurements[index] ?? {},
      context: calibrationDesign(Number(index), fabric).context,
    }));
  const result: Record<string, FabricWeights[string]> = {};
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
    result[unit.name] = { logic: fitWeights(logic), registers: fitWeights(registers) };
  }
  return result;
}
