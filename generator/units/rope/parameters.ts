import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import type { BusWidths, UnitContext } from '../context.ts';
import { romStyle } from '../resources/stores.ts';

export interface RopeParameters
  extends Pick<BusWidths, 'rows' | 'headBits'>,
    Pick<Plan, 'tableStore' | 'pipeline' | 'multiplier'> {
  /** Elements of a head, padding included. */
  readonly headDim: number;
  /** Positions. */
  readonly context: number;
  /** Address bits of the low part of a position. */
  readonly lowBits: number;
}

export function ropeParameters({ model, plan, widths }: UnitContext): RopeParameters | null {
  if (model.rope === null) return null;
  const { rows, headBits } = widths;
  const { tableStore, pipeline, multiplier } = plan;
  const { headDim, context } = model.shape;
  return { rows, headBits, headDim, context, lowBits: model.rope.lowBits, tableStore, pipeline, multiplier };
}

export function ropeVerilog(p: RopeParameters, tagBits: number): Parameters {
  return {
    ROWS: p.rows,
    HEAD_DIM: p.headDim,
    BITS: p.headBits,
    CONTEXT: p.context,
    LOW_BITS: p.lowBits,
    TAG_BITS: tagBits,
    HIGH_FILE: 'mem/rope_high.mem',
    LOW_FILE: 'mem/rope_low.mem',
    ROM_STYLE: romStyle(p),
    PIPELINE: p.pipeline,
    MULTIPLIER: p.multiplier,
  };
}
