import type { FloatModel } from './float-model.ts';
import type { IntegerFormats } from './integer-model.ts';
import { roundHalfEven } from './round-half-even.ts';

/** The widths that follow from the choice of formats alone; the others are measured or proven from the weights. */
export type ChosenFormats = Omit<
  IntegerFormats,
  'qFrac' | 'kFrac' | 'vFrac' | 'accBits' | 'accShift' | 'logitBits'
>;

const BY_ACTIVATION = {
  int8: { xBits: 16, xFrac: 10, activationBits: 8, scaleBits: 12, reciprocalBits: 13, logitFrac: 10 },
  int16: { xBits: 18, xFrac: 12, activationBits: 16, scaleBits: 16, reciprocalBits: 16, logitFrac: 12 },
} as const;

const BY_KV = {
  int8: { kvBits: 8, scoreFrac: 8, scoreBits: 16, probBits: 12, attentionGuardBits: 14 - 8 },
  int16: { kvBits: 16, scoreFrac: 10, scoreBits: 18, probBits: 15, attentionGuardBits: 17 - 16 },
} as const;

const WEIGHT_BITS = { ternary: 2, int8: 8, q412: 16 } as const;

/** With fewer fraction bits a logit's rounding would show in the probabilities (8: by at most 0.14 %). */
export const LEAST_LOGIT_FRACTION = 8;

/** docs/arithmetic.md §1, and normEps of §3. */
export function chooseFormats(model: FloatModel): ChosenFormats {
  const { weightFormat, activationFormat, kvFormat, shape, normEpsilon } = model;
  const activation = BY_ACTIVATION[activationFormat];
  return {
    weightFormat,
    activationFormat,
    kvFormat,
    ...activation,
    ...BY_KV[kvFormat],
    weightBits: WEIGHT_BITS[weightFormat],
    samplerWeightBits: Math.max(12, 7 + Math.ceil(Math.log2(shape.vocabulary))),
    normEps: Math.max(1, roundHalfEven(shape.width * normEpsilon * 2 ** (2 * activation.xFrac))),
  };
}
