import { type FloatModel, headFormat } from './float-model.ts';
import { GROUP_SCALE_BITS, groupSizeOf } from './group-size.ts';
import type { IntegerFormats } from './integer-model.ts';
import { roundHalfEven } from './round-half-even.ts';

/** The widths that follow from the choice of formats alone; the others are measured or proven from the weights. */
export type ChosenFormats = Omit<
  IntegerFormats,
  | 'qFrac'
  | 'kFrac'
  | 'vFrac'
  | 'accBits'
  | 'accShift'
  | 'logitBits'
  | 'dotShift'
  | 'scoreShift'
  | 'outShift'
  | 'gateFrac'
  | 'upFrac'
  | 'hiddenFrac'
  | 'attentionNormEps'
  | 'hiddenNormEps'
>;

const BY_ACTIVATION = {
  int8: { xBits: 16, xFrac: 10, activationBits: 8, scaleBits: 12, reciprocalBits: 13, logitFrac: 10 },
  int16: { xBits: 18, xFrac: 12, activationBits: 16, scaleBits: 16, reciprocalBits: 16, logitFrac: 12 },
} as const;

const BY_KV = {
  int8: { kvBits: 8, scoreFrac: 8, scoreBits: 16, probBits: 12, attentionGuardBits: 14 - 8 },
  int16: { kvBits: 16, scoreFrac: 10, scoreBits: 18, probBits: 15, attentionGuardBits: 17 - 16 },
} as const;

const WEIGHT_BITS = { ternary: 2, int4: 4, int8: 8, q412: 16 } as const;

/** Bits of q, k and v before keys and values get their scales. */
const HEAD_BITS = 16;
/** Scores of rotary models reach 440 in base 2 (stories260K), learned positions do not reach 32. */
const ROTARY_SCORE_BITS = 4;
/** VG of §6a. */
const VALUE_GUARD = 6;

/** With fewer fraction bits a logit's rounding would show in the probabilities (8: by at most 0.14 %). */
export const LEAST_LOGIT_FRACTION = 8;

/** docs/arithmetic.md §1, and normEps of §3. */
export function chooseFormats(model: FloatModel): ChosenFormats {
  const { weightFormat, activationFormat, kvFormat, shape, normEpsilon } = model;
  const activation = BY_ACTIVATION[activationFormat];
  const kv = BY_KV[kvFormat];
  const kvScaled = hasScaledKeys(model);
  const rowScales = hasRowScales(model);
  return {
    weightFormat,
    activationFormat,
    kvFormat,
    ...activation,
    ...kv,
    scoreBits: kv.scoreBits + (model.positions.kind === 'rotary' ? ROTARY_SCORE_BITS : 0),
    headBits: kvScaled ? HEAD_BITS : kv.kvBits,
    kvScaled,
    valueGuard: kvScaled ? VALUE_GUARD : 0,
    weightBits: WEIGHT_BITS[weightFormat],
    roundedBits: rowScales ? 24 : 18,
    rowScales,
    groupSize: groupSizeOf(model),
    groupScaleBits: weightFormat === 'int4' ? GROUP_SCALE_BITS : 0,
    samplerWeightBits: Math.max(12, 7 + Math.ceil(Math.log2(shape.vocabulary))),
    normEps: epsilonOf(shape.width, normEpsilon, 2 ** -activation.xFrac),
  };
}

/**
 * Keys and values have a scale per token and head: rotated keys of trained models differ too much from token to token for
 * one scale. Their reciprocals are those of 8-bit activations.
 */
export function hasScaledKeys({ kvFormat, activationFormat, positions }: FloatModel): boolean {
  return kvFormat === 'int8' && activationFormat === 'int8' && positions.kind === 'rotary';
}

/** Room above the largest element of the residual stream that was seen. */
const RESIDUAL_MARGIN = 1.25;

/**
 * The formats with as many fraction bits less in the residual stream of a rotary model as its largest element wants. microGPT's
 * stays far below its limit.
 */
export function withResidual(formats: ChosenFormats, model: FloatModel, largest: number): ChosenFormats {
  const most = (2 ** (formats.xBits - 1) - 1) / (RESIDUAL_MARGIN * largest);
  const xFrac = Math.min(formats.xFrac, Math.floor(Math.log2(most)));
  if (model.positions.kind !== 'rotary' || xFrac === formats.xFrac) return formats;
  return { ...formats, xFrac, normEps: epsilonOf(model.shape.width, model.normEpsilon, 2 ** -xFrac) };
}

/** ε of a sum of `length` squares of integers that are worth `unit` each, at least 1. */
export function epsilonOf(length: number, epsilon: number, unit: number): number {
  return Math.max(1, roundHalfEven((length * epsilon) / (unit * unit)));
}

/** Matrices of int8 and int4 have a scale per row. */
function hasRowScales(model: FloatModel): boolean {
  return [model.weightFormat, headFormat(model)].some((format) => format === 'int8' || format === 'int4');
}
