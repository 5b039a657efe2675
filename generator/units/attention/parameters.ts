import type { Parameters } from '../../netlist/netlist.ts';
import { tableParameters } from '../../netlist/table-parameters.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type AttentionParameters, attentionParameters, attentionVerilog } from '../attention-parameters.ts';
import type { UnitContext } from '../context.ts';
import { type TableSize, tableSize } from '../resources/table-size.ts';

export interface ParallelAttentionParameters
  extends AttentionParameters,
    Pick<Plan, 'headsParallel' | 'tokenSlots' | 'kvStore'> {
  readonly kvHeads: number;
  readonly qBits: number;
  /** 1: keys and values have a scale per token and head, and are stored as codes (docs/arithmetic.md §6a). */
  readonly kvScaled: number;
  readonly dotShift: number;
  readonly scoreShift: number;
  readonly outShift: number;
  readonly valueGuard: number;
  readonly reciprocal: TableSize | null;
}

export function parallelAttentionParameters(context: UnitContext): ParallelAttentionParameters {
  const { model, plan, widths } = context;
  const { headsParallel, tokenSlots, kvStore } = plan;
  const { kvScaled, dotShift, scoreShift, outShift, valueGuard } = model.formats;
  return {
    ...attentionParameters(context),
    ...{ headsParallel, tokenSlots, kvStore, dotShift, scoreShift, outShift, valueGuard },
    kvHeads: model.shape.kvHeads,
    qBits: widths.headBits,
    kvScaled: kvScaled ? 1 : 0,
    reciprocal: tableSize(model.tables.reciprocal),
  };
}

const RAM_STYLES = { lutram: 'distributed', bram: 'block', uram: 'ultra' } as const;

export function parallelAttentionVerilog(p: ParallelAttentionParameters): Parameters {
  return {
    ...attentionVerilog(p),
    KV_HEADS: p.kvHeads,
    HEADS_PARALLEL: p.headsParallel,
    PIPELINE: p.pipeline,
    Q_BITS: p.qBits,
    SCALED: p.kvScaled,
    DOT_SHIFT: p.dotShift,
    SCORE_SHIFT: p.scoreShift,
    OUT_SHIFT: p.outShift,
    VALUE_GUARD: p.valueGuard,
    ...tableParameters('QUANTISE_', 'reciprocal', p.kvScaled === 1 ? p.reciprocal : null),
    SLOTS: p.tokenSlots,
    KV_STORE: RAM_STYLES[p.kvStore],
  };
}
