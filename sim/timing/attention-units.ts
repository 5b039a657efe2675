import type { AttentionUnit } from '../../generator/sizing/plan.ts';
import type { AttentionTiming } from '../../generator/units/attention.ts';
import { type AttentionTimes, attentionBeat, attentionMayStart } from './attention.ts';
import { attentionSerialBeat, attentionSerialMayStart } from './attention_serial.ts';

interface AttentionUnitTimes {
  /** Core cycle of an output beat. */
  readonly beat: (times: AttentionTimes, beat: number) => number;
  /** First core cycle in which start_i may come, given those of q's and of v's last beat. */
  readonly mayStart: (queryLast: number, valueLast: number, parameters: AttentionTiming) => number;
}

export const ATTENTION_TIMES: Readonly<Record<AttentionUnit, AttentionUnitTimes>> = {
  attention: { beat: attentionBeat, mayStart: (query, _value, p) => attentionMayStart(query, p) },
  attention_serial: {
    beat: attentionSerialBeat,
    mayStart: (query) => attentionSerialMayStart(query),
  },
};
