import type { FloatLinear } from './float-model.ts';
import type { IntegerLinear, WeightFormat } from './integer-model.ts';
import { roundHalfEven } from './round-half-even.ts';

/** Fraction bits of Q4.12. */
const Q412_FRACTION = 12;
const INT8_LARGEST = 127;
const INT16_LARGEST = 32_767;

/** A weight matrix in integers, docs/arithmetic.md §4. A matrix of zeros has the scale 1. */
export function quantiseLinear(
  { name, rows, cols, values }: FloatLinear,
  format: WeightFormat,
): IntegerLinear {
  const scale = weightScale(values, format);
  const largest = { ternary: 1, int8: INT8_LARGEST, q412: INT16_LARGEST }[format];
  const weights = Int16Array.from(values, (value) => clamp(roundHalfEven(value / scale), largest));
  return { name, rows, cols, weights, scale };
}

/** Embeddings with `frac` fraction bits in `bits` bits, symmetric. */
export function quantiseEmbedding(values: Float64Array, frac: number, bits: number): Int32Array {
  return Int32Array.from(values, (value) => clamp(roundHalfEven(value * 2 ** frac), 2 ** (bits - 1) - 1));
}

/** Real value of the integer weight 1. Sums run in index order: the result is the same on every machine. */
function weightScale(values: Float64Array, format: WeightFormat): number {
  if (format === 'q412') return 2 ** -Q412_FRACTION;
  let [sum, largest] = [0, 0];
  for (const value of values) {
    sum += Math.abs(value);
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0) return 1;
  return format === 'ternary' ? sum / values.length : largest / INT8_LARGEST;
}

function clamp(value: number, largest: number): number {
  return Math.min(Math.max(value, -largest), largest);
}
