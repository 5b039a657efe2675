import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type BusWidths, beatsOf, type UnitContext } from '../context.ts';

export interface ResidualParameters extends Pick<BusWidths, 'rows' | 'xBits'>, Pick<Plan, 'pipeline'> {
  /** Bus beats of the vector. */
  readonly beats: number;
}

export function residualParameters({ model, plan, widths }: UnitContext): ResidualParameters {
  const { rows, xBits } = widths;
  return { rows, xBits, beats: beatsOf(model.shape.width, widths), pipeline: plan.pipeline };
}

export function residualVerilog(p: ResidualParameters): Parameters {
  return { ROWS: p.rows, BEATS: p.beats, X_BITS: p.xBits, OUT_REGISTER: p.pipeline };
}
