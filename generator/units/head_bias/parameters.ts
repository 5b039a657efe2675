import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type BusWidths, beatsOf, type UnitContext } from '../context.ts';
import { romStyle } from '../resources/stores.ts';

export interface HeadBiasParameters extends Pick<BusWidths, 'rows' | 'headBits'>, Pick<Plan, 'tableStore'> {
  /** Beats of biases a step. */
  readonly biasWords: number;
}

export function headBiasParameters({ model, plan, widths }: UnitContext): HeadBiasParameters | null {
  if (model.biases.length === 0) return null;
  const { rows, headBits } = widths;
  const biasWords = model.biases.reduce((sum, bias) => sum + beatsOf(bias.length, widths), 0);
  return { rows, headBits, biasWords, tableStore: plan.tableStore };
}

export function headBiasVerilog(p: HeadBiasParameters, tagBits: number): Parameters {
  return {
    ROWS: p.rows,
    BITS: p.headBits,
    WORDS: p.biasWords,
    TAG_BITS: tagBits,
    FILE: 'mem/biases.mem',
    ROM_STYLE: romStyle(p),
  };
}
