/** Short hands for tests of sequences on the edges of SMALL_DESIGN. */

import type { EdgeLog, EdgeStimulus } from './bench.ts';
import { SMALL_DESIGN } from './designs.ts';
import type { EdgeOutput, SequenceSettings } from './model.ts';

/** Settings after reset. */
export const RESET_SETTINGS: SequenceSettings = {
  vocabulary: SMALL_DESIGN.vocabulary,
  context: SMALL_DESIGN.context,
  stopToken: null,
  maxNewTokens: 0,
  core: {
    greedy: 1,
    topK: 0,
    topP: 65536,
    seed: 0,
    mantissa: SMALL_DESIGN.headMantissa,
    shift: SMALL_DESIGN.headShift,
  },
};

/** A whole prompt, offered from `cycle` on. */
export function promptFrom(cycle: number, tokens: readonly number[]): NonNullable<EdgeStimulus['prompt']> {
  return tokens.map((data, index) => ({ cycle, data, last: index === tokens.length - 1 }));
}

export function consecutive(from: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => from + index);
}

export function withoutCycles({ outputs }: Pick<EdgeLog, 'outputs'>): EdgeOutput[] {
  return outputs.map(({ data, last, user }) => ({ data, last, user }));
}
