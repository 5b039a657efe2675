import { existsSync, readFileSync } from 'node:fs';
import { packagePath } from '../generator/package-root.ts';
import type { Fabric } from '../generator/units/resources/fabric.ts';
import { fabricKey } from '../generator/units/resources/unit-cost.ts';

/** LUTs, flip-flops, block RAMs and DSP blocks of a unit by yosys, by design number and unit. */
export type Measurements = Readonly<
  Record<string, Readonly<Record<string, readonly [lut: number, ff: number, bram: number, dsp: number]>>>
>;

/** The fabrics of the boards that fpga-gen knows. */
export const FABRICS: readonly Fabric[] = [
  { family: 'xilinx_ultrascale_plus', dsp: true },
  { family: 'cyclone_v', dsp: true },
  { family: 'ecp5', dsp: true },
  { family: 'xilinx_7', dsp: true },
  { family: 'ice40', dsp: false },
  { family: 'ice40', dsp: true },
];

export function measurementsPath(fabric: Fabric): string {
  return packagePath('scripts', 'calibration', `${fabricKey(fabric)}.json`);
}

/** What was measured in a fabric; nothing where nothing was. */
export function readMeasurements(fabric: Fabric): Measurements {
  const path = measurementsPath(fabric);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Measurements) : {};
}
