import { driverView } from '../registers/driver-view.ts';
import { ERROR_CODES, REGISTER_MAP } from '../registers/register-map.ts';
import { renderFile } from './render.ts';

/** Host drivers, from the same register map as the RTL: C header, Python class, table. Path → text. */
export function driverFiles(): Map<string, string> {
  const view = driverView(REGISTER_MAP, ERROR_CODES);
  return new Map(
    ['fpga_gen.h', 'fpga_gen.py', 'registers.md'].map((name) => [
      `driver/${name}`,
      renderFile(`driver/${name}.hbs`, view),
    ]),
  );
}
