import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type BusWidths, beatsOf, type UnitContext } from '../context.ts';
import { romStyle } from '../resources/stores.ts';

export interface EmbeddingParameters
  extends Pick<BusWidths, 'rows' | 'xBits' | 'tokenBits' | 'positionBits'>,
    Pick<Plan, 'tableStore'> {
  /** Bus beats of an embedding. */
  readonly beats: number;
  readonly vocabulary: number;
  readonly context: number;
  /** 1: positions are embeddings too; 0: they are rotations. */
  readonly learned: number;
}

export function embeddingParameters({ model, plan, widths }: UnitContext): EmbeddingParameters {
  const { rows, xBits, tokenBits, positionBits } = widths;
  return {
    ...{ rows, xBits, tokenBits, positionBits },
    beats: beatsOf(model.shape.width, widths),
    vocabulary: model.shape.vocabulary,
    context: model.shape.context,
    learned: model.rope === null ? 1 : 0,
    tableStore: plan.tableStore,
  };
}

export function embeddingVerilog(p: EmbeddingParameters): Parameters {
  return {
    ROWS: p.rows,
    BEATS: p.beats,
    X_BITS: p.xBits,
    TOKEN_BITS: p.tokenBits,
    POSITION_BITS: p.positionBits,
    LEARNED: p.learned,
    ROM_STYLE: romStyle(p),
    TOKEN_FILE: 'mem/token_embedding.mem',
    POSITION_FILE: p.learned === 1 ? 'mem/position_embedding.mem' : '',
  };
}
