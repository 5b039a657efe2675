/** What the accelerator around `fixture_core` must do, written plainly: tokens here, cycles by sim/timing. */

import type { SequenceCourse, StepDuration } from '../../../sim/units/step_control/timing.ts';
import type { Settings } from './bench.ts';

export interface EdgeOutput {
  readonly data: number;
  readonly last: number;
  readonly user: number;
}

/** Settings of a sequence as the host has written them, the folded temperature among them. */
export interface SequenceSettings {
  readonly vocabulary: number;
  readonly context: number;
  readonly core: Settings;
  readonly stopToken: number | null;
  /** 0: none. */
  readonly maxNewTokens: number;
  readonly badConfiguration?: boolean;
}

/** Duration of a step in `fixture_core`. */
export const fixtureDuration: StepDuration = (position, prefill) =>
  prefill ? 2 + (position % 3) : 5 + 2 * position;

/** One sequence: what comes out, and the course that the timing model needs. */
export function runSequence(
  prompt: readonly number[],
  settings: SequenceSettings,
): { readonly outputs: readonly EdgeOutput[]; readonly course: SequenceCourse } {
  const refusal = refusalOf(prompt, settings);
  if (refusal !== null) {
    return {
      outputs: [{ data: refusal.code, last: 1, user: 1 }],
      course: { promptTokens: prompt.length, generatedTokens: 0, stopped: false, refusedAt: refusal.index },
    };
  }
  const outputs: EdgeOutput[] = [];
  const { vocabulary, context, stopToken, maxNewTokens } = settings;
  let hash = settingsHash(settings.core);
  let token = prompt[0] ?? 0;
  for (let position = 0; ; position += 1) {
    const given = prompt[position] ?? token;
    hash = (hash * 5 + given * 3 + position + 1) % 65536;
    if (position < prompt.length - 1) continue;
    token = hash % vocabulary;
    const ended = position === context - 1 || outputs.length + 1 === maxNewTokens;
    const stopped = token === stopToken;
    outputs.push({ data: token, last: ended || stopped ? 1 : 0, user: 0 });
    if (!ended && !stopped) continue;
    const course = { promptTokens: prompt.length, generatedTokens: outputs.length, refusedAt: null };
    return { outputs, course: { ...course, stopped: stopped && !ended } };
  }
}

/** The first prompt token at which a rule is broken, and the code of register-map's ERROR_CODES. */
function refusalOf(
  prompt: readonly number[],
  settings: SequenceSettings,
): { index: number; code: number } | null {
  if (settings.badConfiguration === true) return { index: 0, code: 3 };
  const bad = prompt.findIndex((token) => token >= settings.vocabulary);
  // The token at the context's last position is refused if another follows it.
  const long = prompt.length > settings.context ? settings.context - 1 : -1;
  if (bad >= 0 && (long < 0 || bad <= long)) return { index: bad, code: 2 };
  return long >= 0 ? { index: long, code: 1 } : null;
}

function settingsHash({ greedy, topK, topP, seed, mantissa, shift }: Settings): number {
  return (seed % 65536) ^ mantissa ^ ((shift << 8) + greedy) ^ ((topP >> 1) % 65536) ^ topK;
}
