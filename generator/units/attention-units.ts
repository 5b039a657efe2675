import type { ModelShape } from '../model/integer-model.ts';
import type { AttentionUnit, Plan } from '../sizing/plan.ts';
import {
  type AttentionTiming,
  attentionHeadGroups,
  attentionLatency,
  attentionStartAfterQuery,
} from './attention.ts';
import { attentionSerialCycles, attentionSerialLastBeat, attentionSerialStart } from './attention_serial.ts';

/** What the schedule needs of an attention unit, in core cycles. */
interface AttentionLatencies {
  /** Cycles that it works on a position. */
  readonly cycles: (
    shape: Pick<ModelShape, 'heads' | 'headDim'>,
    plan: Pick<Plan, 'headsParallel'>,
  ) => number;
  /** From the micro-operation to the last bus beat, without the pass over the positions. */
  readonly lastBeat: (p: AttentionTiming) => number;
  /** From q's last beat to the first cycle in which the micro-operation may be issued. */
  readonly start: (p: AttentionTiming) => number;
}

export const ATTENTION_LATENCIES: Readonly<Record<AttentionUnit, AttentionLatencies>> = {
  attention: {
    cycles: attentionHeadGroups,
    lastBeat: (p) => attentionLatency(p) + Math.ceil((p.heads * p.headDim) / p.rows) - 1,
    start: attentionStartAfterQuery,
  },
  attention_serial: {
    cycles: attentionSerialCycles,
    lastBeat: attentionSerialLastBeat,
    start: attentionSerialStart,
  },
};
