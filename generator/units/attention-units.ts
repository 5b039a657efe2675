import type { AttentionUnit } from '../sizing/plan.ts';
import {
  attentionLatency,
  attentionStartAfterKey,
  attentionStartAfterQuery,
  attentionStartAfterValue,
} from './attention/latency.ts';
import { parallelAttentionParameters } from './attention/parameters.ts';
import { attentionSerialLastBeat, attentionSerialStart } from './attention_serial/latency.ts';
import { attentionParameters } from './attention-parameters.ts';
import type { UnitContext } from './context.ts';

/** What the schedule needs of an attention unit beside the length of its pass, in core cycles. */
export interface AttentionLatencies {
  /** From the micro-operation to the last bus beat, without the pass over the positions. */
  readonly lastBeat: number;
  /** From q's, k's and v's last beat to the first cycle in which the micro-operation may be issued. */
  readonly queryToStart: number;
  readonly keyToStart: number;
  readonly valueToStart: number;
}

export const ATTENTION_LATENCIES: Readonly<
  Record<AttentionUnit, (context: UnitContext) => AttentionLatencies>
> = {
  attention: (context) => {
    const p = parallelAttentionParameters(context);
    return {
      lastBeat: attentionLatency(p) + p.beats - 1,
      queryToStart: attentionStartAfterQuery(p),
      keyToStart: attentionStartAfterKey(p),
      valueToStart: attentionStartAfterValue(p),
    };
  },
  attention_serial: (context) => ({
    lastBeat: attentionSerialLastBeat(attentionParameters(context)),
    queryToStart: attentionSerialStart(),
    keyToStart: 0,
    valueToStart: 0,
  }),
};
