import { existsSync, readFileSync } from 'node:fs';
import { packagePath } from '../generator/package-root.ts';
import { type Fabric, fabricOfFamily } from '../generator/units/resources/fabric.ts';
import { fabricKey } from '../generator/units/resources/unit-cost.ts';

/** LUTs, flip-flops, block RAMs and DSP blocks of a unit by yosys, by design number and unit. */
export type Measurements = Readonly<
  Record<string, Readonly<Record<string, readonly [lut: number, ff: number, bram: number, dsp: number]>>>
>;

/** The fabrics of the boards that fpga-gen knows. */
export const FABRICS: readonly Fabric[] = [
  fabricOfFamily('xilinx_ultrascale_plus', true),
  fabricOfFamily('cyclone_v', true),
  fabricOfFamily('ecp5', true),
  fabricOfFamily('xilinx_7', true),
  fabricOfFamily('ice40', false),
  fabricOfFamily('ice40', true),
  fabricOfFamily('gowin', false),
];

export function measurementsPath(fabric: Fabric): string {
  return packagePath('scripts', 'calibration', `${fabricKey(fabric)}.json`);
}

/** What was measured in a fabric; nothing where nothing was. */
export function readMeasurements(fabric: Fabric): Measurements {
  const path = measurementsPath(fabric);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Measurements) : {};
}
