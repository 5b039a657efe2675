import type { FloatModel } from '../../generator/model/float-model.ts';
import type { IntegerFormats, WeightFormat } from '../../generator/model/integer-model.ts';
import { clampTo, gridOf, nearestEven } from './rounding.ts';

/**
 * Where docs/arithmetic.md rounds, in the order in which `by_step` adds them:
 * weights; embeddings; operands of the matrix products with their 18-bit accumulator; results and sums of the residual
 * stream, the activation and the attention; queries, keys and values; scores and logits.
 */
export const QUANTISATION_POINTS = [
  'weights',
  'embeddings',
  'activations',
  'residual',
  'kv',
  'scores_logits',
] as const;
export type QuantisationPoint = (typeof QUANTISATION_POINTS)[number];

/** A vector of operands: value_i = integers_i · step. */
export interface Operands {
  readonly integers: Float64Array;
  readonly step: number;
}

/** A matrix: value = integers · step. Where weights are not quantised, the step is 1 and `integers` are the weights. */
export interface Matrix {
  readonly integers: Float64Array;
  readonly step: number;
  readonly rows: number;
}

/** A matrix as §4 quantises it. */
export function quantisedMatrix(linear: FloatModel['head'], format: WeightFormat): Matrix {
  const magnitudes = linear.values.map(Math.abs);
  const total = magnitudes.reduce((partial, value) => partial + value, 0);
  const largest = magnitudes.reduce((most, value) => Math.max(most, value), 0);
  const step = { ternary: total / linear.values.length, int8: largest / 127, q412: 2 ** -12 }[format];
  const bits = { ternary: 2, int8: 8, q412: 16 }[format];
  const integers = linear.values.map((value) => (step === 0 ? 0 : clampTo(bits, nearestEven(value / step))));
  return { integers, step, rows: linear.rows };
}

/** The operands of §3 for the vector x: an integer grid from its largest element, here with an exact reciprocal. */
export function quantisedOperands(x: Float64Array, formats: IntegerFormats): Operands {
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { integers: x, step: 1 };
  if (formats.activationFormat === 'int8') {
    return {
      integers: x.map((value) => clampTo(8, nearestEven((value * 127) / largest))),
      step: largest / 127,
    };
  }
  // A power of two in steps of 16, with room for the largest element.
  const top = formats.xBits - 2;
  const highest = Math.max(0, Math.floor(Math.log2(largest * 2 ** formats.xFrac)));
  const exponent = top - 4 * Math.min(Math.floor((top - highest) / 4), Math.ceil((top + 1) / 4) - 1);
  const step = 2 ** (exponent - 14 - formats.xFrac);
  return { integers: x.map((value) => clampTo(16, nearestEven(value / step))), step };
}

/** The accumulator as `dequantise` sees it: the low bits rounded away, a half upwards. */
export function roundedAccumulator(acc: number, { accShift }: IntegerFormats): number {
  return accShift === 0 ? acc : Math.floor(acc / 2 ** accShift + 0.5) * 2 ** accShift;
}

/** A result, a sum or an attention output in the residual stream's format. */
export function inResidualFormat(values: Float64Array, { xFrac, xBits }: IntegerFormats): Float64Array {
  return values.map(gridOf(xFrac, xBits));
}
