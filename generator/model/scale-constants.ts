import type { Sink } from '../design/program-word.ts';
import type { ChosenFormats } from './formats.ts';
import type { Fractions } from './fractions.ts';
import type { ScaleConstant } from './integer-model.ts';
import { roundHalfEven } from './round-half-even.ts';

/**
 * Largest shift that is stored. dequantise gives 0 beyond 36; with e ≤ 16 and an inverse temperature of 16 (4 bits) 60
 * stays beyond it, so a larger shift (a matrix of next to nothing) has the same results.
 */
const LARGEST_SHIFT = 60;

/** What the constants of a design's operations depend on. */
export interface ScaleContext {
  readonly formats: ChosenFormats;
  readonly fractions: Pick<
    Fractions,
    'qFrac' | 'kFrac' | 'vFrac' | 'gateFrac' | 'upFrac' | 'hiddenFrac' | 'attentionUnit'
  >;
  readonly accShift: number;
  /** Elements of a head without padding: scores are divided by its root. */
  readonly headDim: number;
}

/** A matrix product of one operation. */
export interface ScaledProduct {
  /** s_w, times the scale that the gains of the operand vector lack. */
  readonly weightScale: number;
  /** Elements of the operand vector, where it is normalised; else null. */
  readonly norm: number | null;
  /** Real value of 1 in the operand vector. */
  readonly unit: number;
  readonly sink: Sink;
}

/**
 * Constant of a linear operation, docs/arithmetic.md §4.
 *
 * Let F be the fraction bits of the result, g its extra factor, s_w the weight scale, μ the operand vector's unit. By the page
 *
 *     y·2^F = acc18 · 2^accShift · s_w · a · μ · n · g · 2^F
 *
 * where a, the value of q = 1 in units of x, is amax/127 = (a_m/2^(SB−1)) · 2^e/127 for int8 and 2^(e−14) =
 * (a_m/2^(SB−1)) · 2^(e−14) for int16; so a = (a_m/2^(SB−1)) · 2^e · step with step = 1/127 or 2^−14.
 * n is √length/(√S·μ) = √length/μ · (r_m/2^SB)·2^−h with the norm, and 1 = 2 · (r_m/2^SB) without
 * (there r_m = 2^(SB−1)). The hardware computes M/2^sh = c_m · (a_m/2^(SB−1)) · (r_m/2^SB) · 2^(e − h − c_s), hence
 *
 *     c_m · 2^−c_s = 2^accShift · s_w · step · g · 2^F · (norm ? √length : 2 · μ).
 */
export function linearConstant(
  context: ScaleContext,
  { weightScale, norm, unit, sink }: ScaledProduct,
): ScaleConstant {
  const { formats, accShift } = context;
  const step = formats.activationFormat === 'int8' ? 1 / 127 : 2 ** -14;
  const root = norm === null ? 2 * unit : Math.sqrt(norm);
  return scaleConstant(
    2 ** accShift * weightScale * step * sinkFactor(context, sink) * root,
    formats.scaleBits,
  );
}

/**
 * Constant of the identity operation, the norm of x back into the residual: acc18 is x itself, so
 * y·2^xFrac = x · √length·2^xFrac/√S with x an integer of xFrac fraction bits, and c_m · 2^−c_s = √length · 2^xFrac.
 */
export function identityConstant({ formats }: ScaleContext, length: number): ScaleConstant {
  return scaleConstant(Math.sqrt(length) * 2 ** formats.xFrac, formats.scaleBits);
}

/** `value` > 0 as mantissa · 2^−shift, the mantissa of `bits` bits with its leading one set. */
export function scaleConstant(value: number, bits: number): ScaleConstant {
  let shift = bits - 1 - Math.floor(Math.log2(value));
  // log2 may round over an integer.
  while (value * 2 ** shift >= 2 ** bits) shift--;
  while (value * 2 ** shift < 2 ** (bits - 1)) shift++;
  const mantissa = roundHalfEven(value * 2 ** shift);
  const carried = mantissa === 2 ** bits;
  return {
    mantissa: carried ? 2 ** (bits - 1) : mantissa,
    shift: Math.min(carried ? shift - 1 : shift, LARGEST_SHIFT),
  };
}

/** g · 2^F: log2(e) makes scores and logits base 2, 1/√headDim is the attention's own. */
export function sinkFactor({ formats, fractions, headDim }: ScaleContext, sink: Sink): number {
  switch (sink) {
    case 'residual_set':
    case 'residual_add':
    case 'activation':
      return 2 ** formats.xFrac;
    case 'gate':
      return 2 ** fractions.gateFrac;
    case 'up':
      return 2 ** fractions.upFrac;
    case 'k':
      return 2 ** fractions.kFrac;
    case 'v':
      return 2 ** fractions.vFrac;
    case 'q':
      // A scaled key's code is worth 1/127 of its scale, for which q pays.
      return ((Math.LOG2E / Math.sqrt(headDim)) * 2 ** fractions.qFrac) / (formats.kvScaled ? 127 : 1);
    case 'logits':
      return Math.LOG2E * 2 ** formats.logitFrac;
  }
}
