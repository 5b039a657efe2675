import type { Parameters } from '../../netlist/netlist.ts';
import type { BusWidths, UnitContext } from '../context.ts';

export type ActivationParameters = Pick<BusWidths, 'rows' | 'xBits'>;

export function activationParameters({ model, widths }: UnitContext): ActivationParameters | null {
  const { rows, xBits } = widths;
  return model.feedForward === 'relu' ? { rows, xBits } : null;
}

export function activationVerilog({ rows, xBits }: ActivationParameters): Parameters {
  return { ROWS: rows, X_BITS: xBits };
}
