import type { Maxima } from './float-forward.ts';
import type { FloatModel } from './float-model.ts';
import type { ChosenFormats } from './formats.ts';
import type { IntegerFormats } from './integer-model.ts';

/** What calibration decides. */
export type Fractions = Pick<
  IntegerFormats,
  'qFrac' | 'kFrac' | 'vFrac' | 'gateFrac' | 'upFrac' | 'hiddenFrac' | 'dotShift' | 'scoreShift' | 'outShift'
> & {
  /** Real value of 1 in the attention's output. */
  readonly attentionUnit: number;
};

/** Room above the largest value seen, because sequences differ. */
const MARGIN = 1.25;
/** Smaller values than this are treated like it: more fraction bits would leave no room in the scales. */
const LEAST_MAXIMUM = 1 / 64;
/** A code of a key or value is worth 1/127 of its scale. */
const CODES = 127;
/** Fraction bits of a scale's mantissa and its largest exponent, HB − 2. */
const MANTISSA_FRACTION = 11;

/** Fraction bits: for each vector the most with which MARGIN · its largest value fits. */
export function chooseFractions(model: FloatModel, maxima: Maxima, formats: ChosenFormats): Fractions {
  const { headBits, xBits, xFrac, kvScaled } = formats;
  const fraction = (bits: number, largest: number): number =>
    Math.floor(Math.log2((2 ** (bits - 1) - 1) / (MARGIN * Math.max(largest, LEAST_MAXIMUM))));
  const head = model.calibration ?? {
    qFrac: fraction(headBits, maxima.q / (kvScaled ? CODES : 1)),
    kFrac: fraction(headBits, maxima.k),
    vFrac: fraction(headBits, maxima.v),
  };
  const gated =
    model.feedForward === 'relu' ? plainHidden(xFrac) : gatedHidden(model, maxima, xBits, fraction);
  return { ...head, ...gated, ...attentionShifts(model, maxima, formats, head) };
}

function plainHidden(xFrac: number): Pick<Fractions, 'gateFrac' | 'upFrac' | 'hiddenFrac'> {
  return { gateFrac: xFrac, upFrac: xFrac, hiddenFrac: xFrac };
}

/** The hidden vector's shift must be at least 1 (§6c), so its fraction bits end below those of its factors. */
function gatedHidden(
  model: FloatModel,
  { gate, up, hidden }: Maxima,
  xBits: number,
  fraction: (bits: number, largest: number) => number,
): Pick<Fractions, 'gateFrac' | 'upFrac' | 'hiddenFrac'> {
  const gateFrac = fraction(xBits, gate);
  const upFrac = fraction(xBits, up);
  const activated = model.feedForward === 'relu2_mul' ? 2 * gateFrac - xBits + 1 : gateFrac;
  return { gateFrac, upFrac, hiddenFrac: Math.min(fraction(xBits, hidden), activated + upFrac - 1) };
}

type HeadFractions = Pick<Fractions, 'qFrac' | 'kFrac' | 'vFrac'>;

/** Shifts of §6a, and what the attention's output is worth: 2^−xFrac, or what OS makes of scaled values. */
function attentionShifts(
  { shape }: FloatModel,
  maxima: Maxima,
  formats: ChosenFormats,
  { qFrac, kFrac, vFrac }: HeadFractions,
): Pick<Fractions, 'dotShift' | 'scoreShift' | 'outShift' | 'attentionUnit'> {
  const { kvScaled, headBits, xBits, xFrac, scoreFrac, valueGuard } = formats;
  if (!kvScaled) return { dotShift: 0, scoreShift: 0, outShift: 0, attentionUnit: 2 ** -xFrac };
  const dotShift = Math.ceil(Math.log2(shape.headDim));
  const scoreShift = qFrac + kFrac + MANTISSA_FRACTION - scoreFrac - dotShift;
  // The output is Σ p' c / l · 2^(AB + RB − OS), its value Σ p' c / l · 2^(HB − 2 − VG − vFrac) / 127.
  const exact = (formats.attentionGuardBits + formats.reciprocalBits) as number;
  const unitAt = (outShift: number): number =>
    2 ** (outShift - exact + headBits - 2 - valueGuard - vFrac) / CODES;
  const largest = (MARGIN * Math.max(maxima.attention, LEAST_MAXIMUM)) / (2 ** (xBits - 1) - 1);
  let outShift = 1;
  while (unitAt(outShift) < largest) outShift += 1;
  return { dotShift, scoreShift, outShift, attentionUnit: unitAt(outShift) };
}
