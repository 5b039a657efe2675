import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import { ARRAY_TIMES } from '../array-units.ts';
import { type BusWidths, beatsOf, type UnitContext } from '../context.ts';
import { normQuantiseParameters } from '../norm_quantise/parameters.ts';
import { romStyle } from '../resources/stores.ts';

export interface DequantiseParameters
  extends Pick<
      BusWidths,
      'rows' | 'xBits' | 'activationBits' | 'accBits' | 'yBits' | 'headBits' | 'logitBits' | 'scaleBits'
    >,
    Pick<Plan, 'tableStore' | 'multiplier'> {
  readonly accShift: number;
  readonly sumBits: number;
  /** Core cycles from the array's last beat of a tile to its accumulators. */
  readonly arrayDelay: number;
  /** 1: rows have scales, `rowScaleWords` tiles of them a step. */
  readonly rowScales: number;
  readonly rowScaleWords: number;
}

export function dequantiseParameters(context: UnitContext): DequantiseParameters {
  const { model, plan, widths } = context;
  const { rows, xBits, activationBits, accBits, yBits, headBits, logitBits, scaleBits } = widths;
  const { rowScales, accShift } = model.formats;
  return {
    ...{ rows, xBits, activationBits, accBits, yBits, headBits, logitBits, scaleBits },
    accShift,
    sumBits: normQuantiseParameters(context).sumBits,
    arrayDelay: ARRAY_TIMES[plan.array].latency(context),
    rowScales: rowScales ? 1 : 0,
    rowScaleWords: rowScales
      ? model.linears.reduce((sum, linear) => sum + beatsOf(linear.rows, widths), 0)
      : 0,
    tableStore: plan.tableStore,
    multiplier: plan.multiplier,
  };
}

export function dequantiseVerilog(p: DequantiseParameters, tagBits: number): Parameters {
  return {
    ROWS: p.rows,
    ACC_BITS: p.accBits,
    ACC_SHIFT: p.accShift,
    SCALE_BITS: p.scaleBits,
    X_BITS: p.xBits,
    KV_BITS: p.headBits,
    LOGIT_BITS: p.logitBits,
    Y_BITS: p.yBits,
    EXPONENT_BITS: exponentBits(p),
    HALF_BITS: halfBits(p),
    ARRAY_DELAY: p.arrayDelay,
    TAG_BITS: tagBits,
    ROW_SCALES: p.rowScales,
    ROW_SCALE_WORDS: p.rowScaleWords,
    ROW_SCALE_FILE: p.rowScales === 1 ? 'mem/row_scales.mem' : '',
    ROM_STYLE: romStyle(p),
    MULTIPLIER: p.multiplier,
  };
}

/** Bits of the exponent of a vector's largest element. */
export function exponentBits({ xBits }: Pick<DequantiseParameters, 'xBits'>): number {
  return Math.ceil(Math.log2(xBits));
}

/** Bits of half the exponent of a sum of squares. */
export function halfBits({ sumBits }: Pick<DequantiseParameters, 'sumBits'>): number {
  return Math.ceil(Math.log2(sumBits));
}
