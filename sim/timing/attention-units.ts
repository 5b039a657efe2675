import type { AttentionUnit } from '../../generator/sizing/plan.ts';
import type { AttentionTiming } from '../../generator/units/attention/latency.ts';
import {
  type AttentionTimes,
  attentionBeat,
  attentionMayStart,
  attentionMayStartAfterKey,
  attentionMayStartAfterValue,
} from '../units/attention/timing.ts';
import { attentionSerialBeat, attentionSerialMayStart } from '../units/attention_serial/timing.ts';

/** Cycles of the last beats that an attention reads. */
interface LastBeats {
  readonly query: number;
  readonly key: number;
  readonly value: number;
}

interface AttentionUnitTimes {
  /** Core cycle of an output beat. */
  readonly beat: (times: AttentionTimes, beat: number) => number;
  /** First core cycle in which start_i may come, given those of q's, k's and v's last beats. */
  readonly mayStart: (last: LastBeats, parameters: AttentionTiming) => number;
}

export const ATTENTION_TIMES: Readonly<Record<AttentionUnit, AttentionUnitTimes>> = {
  attention: {
    beat: attentionBeat,
    mayStart: ({ query, key, value }, p) =>
      Math.max(
        attentionMayStart(query, p),
        attentionMayStartAfterKey(key, p),
        attentionMayStartAfterValue(value, p),
      ),
  },
  attention_serial: {
    beat: attentionSerialBeat,
    mayStart: ({ query }) => attentionSerialMayStart(query),
  },
};
