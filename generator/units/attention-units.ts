import type { AttentionUnit } from '../sizing/plan.ts';
import {
  type AttentionTiming,
  attentionLatency,
  attentionStartAfterKey,
  attentionStartAfterQuery,
  attentionStartAfterValue,
} from './attention/latency.ts';
import { attentionSerialLastBeat, attentionSerialStart } from './attention_serial/latency.ts';

/** What the schedule needs of an attention unit beside the length of its pass, in core cycles. */
interface AttentionLatencies {
  /** From the micro-operation to the last bus beat, without the pass over the positions. */
  readonly lastBeat: (p: AttentionTiming) => number;
  /** From q's last beat to the first cycle in which the micro-operation may be issued. */
  readonly start: (p: AttentionTiming) => number;
  /** The same from k's and from v's last beat. */
  readonly keyToStart: (p: AttentionTiming) => number;
  readonly valueToStart: (p: AttentionTiming) => number;
}

export const ATTENTION_LATENCIES: Readonly<Record<AttentionUnit, AttentionLatencies>> = {
  attention: {
    lastBeat: (p) => attentionLatency(p) + Math.ceil((p.heads * p.headDim) / p.rows) - 1,
    start: attentionStartAfterQuery,
    keyToStart: attentionStartAfterKey,
    valueToStart: attentionStartAfterValue,
  },
  attention_serial: {
    lastBeat: attentionSerialLastBeat,
    start: attentionSerialStart,
    keyToStart: () => 0,
    valueToStart: () => 0,
  },
};
