import type { Parameters } from '../netlist/netlist.ts';
import { tableParameters } from '../netlist/table-parameters.ts';
import type { Plan } from '../sizing/plan.ts';
import { attentionCycles } from './attention-cycles.ts';
import { type BusWidths, beatsOf, type UnitContext } from './context.ts';
import { type TableSize, tableSize } from './resources/table-size.ts';

/** What every attention unit is built from. */
export interface AttentionParameters
  extends Pick<BusWidths, 'rows' | 'xBits'>,
    Pick<Plan, 'pipeline' | 'multiplier'> {
  readonly heads: number;
  readonly headDim: number;
  readonly layers: number;
  readonly context: number;
  /** Elements of all heads, and their bus beats. */
  readonly width: number;
  readonly beats: number;
  /** Core cycles that the unit works on a position. */
  readonly attentionCycles: number;
  readonly xFrac: number;
  readonly kvBits: number;
  readonly qFrac: number;
  readonly kFrac: number;
  readonly vFrac: number;
  readonly scoreFrac: number;
  readonly scoreBits: number;
  readonly probBits: number;
  readonly guardBits: number;
  readonly reciprocalBits: number;
  readonly attention_exp2: TableSize;
  readonly attention_reciprocal: TableSize;
}

export function attentionParameters({ model, plan, widths }: UnitContext): AttentionParameters {
  const { rows, xBits } = widths;
  const { heads, headDim, layers, context } = model.shape;
  const { xFrac, kvBits, qFrac, kFrac, vFrac, scoreFrac, scoreBits, probBits, reciprocalBits } =
    model.formats;
  return {
    ...{ rows, xBits, heads, headDim, layers, context },
    ...{ xFrac, kvBits, qFrac, kFrac, vFrac, scoreFrac, scoreBits, probBits, reciprocalBits },
    guardBits: model.formats.attentionGuardBits,
    width: heads * headDim,
    beats: beatsOf(heads * headDim, widths),
    attentionCycles: attentionCycles(model.shape, plan),
    pipeline: plan.pipeline,
    multiplier: plan.multiplier,
    attention_exp2: tableSize(model.tables.attention_exp2),
    attention_reciprocal: tableSize(model.tables.attention_reciprocal),
  };
}

export function attentionVerilog(p: AttentionParameters): Parameters {
  return {
    ROWS: p.rows,
    HEADS: p.heads,
    HEAD_DIM: p.headDim,
    LAYERS: p.layers,
    CONTEXT: p.context,
    X_BITS: p.xBits,
    X_FRAC: p.xFrac,
    KV_BITS: p.kvBits,
    Q_FRAC: p.qFrac,
    K_FRAC: p.kFrac,
    V_FRAC: p.vFrac,
    SCORE_FRAC: p.scoreFrac,
    SCORE_BITS: p.scoreBits,
    PROB_BITS: p.probBits,
    GUARD_BITS: p.guardBits,
    RECIPROCAL_BITS: p.reciprocalBits,
    MULTIPLIER: p.multiplier,
    ...tableParameters('EXP2_', 'attention_exp2', p.attention_exp2),
    ...tableParameters('RECIPROCAL_', 'attention_reciprocal', p.attention_reciprocal),
  };
}
