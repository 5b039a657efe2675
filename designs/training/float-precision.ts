import type { Precision } from './precision.ts';

/** Rounds nothing. */
export const FLOAT_PRECISION: Precision = {
  roundWeights: (exact, used) => used.all.set(exact.all),
  roundInput: (x, out, count, width) => {
    for (let i = 0; i < count * width; i++) out[i] = x[i]!;
  },
  roundHeads: () => undefined,
  headLimit: Infinity,
};
