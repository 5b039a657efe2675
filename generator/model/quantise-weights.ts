import type { FloatLinear } from './float-model.ts';
import type { IntegerLinear, WeightFormat } from './integer-model.ts';
import { roundHalfEven } from './round-half-even.ts';

/** Fraction bits of Q4.12. */
const Q412_FRACTION = 12;
const INT8_LARGEST = 127;
const INT16_LARGEST = 32_767;
/** ρ of a row with the matrix' scale. */
export const ROW_SCALE_ONE = 2 ** 15;
/** Binary digits of an int8 weight beside its sign: what a ternary array takes it in. */
const INT8_PLANES = 7;

/** Weights of ±127 for rows of values, given the value of weight 1 of each row (0: a row of zeros). */
export type RowRounding = (values: Float64Array, scales: Float64Array) => Int16Array;

/**
 * A weight matrix in integers, docs/arithmetic.md §4. A matrix (or row) of zeros has the scale 1.
 *
 * @param design format of the design's array; its int8 matrices are taken digit by digit where it is ternary
 * @param rounding of an int8 matrix
 */
export function quantiseLinear(
  linear: FloatLinear,
  format: WeightFormat,
  design: WeightFormat = format,
  rounding: RowRounding = toNearest,
): IntegerLinear {
  const planes = format === 'int8' && design === 'ternary' ? INT8_PLANES : 1;
  const quantised = format === 'int8' ? byRow(linear, rounding) : byMatrix(linear, format);
  return { name: linear.name, rows: linear.rows, cols: linear.cols, ...quantised, planes };
}

/** Embeddings with `frac` fraction bits in `bits` bits, symmetric. */
export function quantiseEmbedding(values: Float64Array, frac: number, bits: number): Int32Array {
  return Int32Array.from(values, (value) => clamp(roundHalfEven(value * 2 ** frac), 2 ** (bits - 1) - 1));
}

type Quantised = Pick<IntegerLinear, 'weights' | 'scale' | 'rowScales'>;

function byMatrix({ values, padding = 0, tritScale }: FloatLinear, format: 'ternary' | 'q412'): Quantised {
  const largest = format === 'ternary' ? 1 : INT16_LARGEST;
  const scale = format === 'q412' ? 2 ** -Q412_FRACTION : (tritScale ?? meanMagnitude(values, padding));
  const weights = Int16Array.from(values, (value) => clamp(roundHalfEven(value / scale), largest));
  return { weights, scale, rowScales: null };
}

/** Each row by its own largest magnitude; the matrix' scale is the largest row's, ρ a row's share of it. */
function byRow({ values, rows, cols }: FloatLinear, rounding: RowRounding): Quantised {
  const scales = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * cols, (row + 1) * cols);
    const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    scales[row] = largest / INT8_LARGEST;
  }
  const scale = scales.reduce((most, value) => Math.max(most, value), 0) || 1;
  const rowScales = Uint16Array.from(scales, (own) => roundHalfEven((own / scale) * ROW_SCALE_ONE));
  // By the scales that the hardware has, rounded shares, so that their rounding costs nothing.
  const owns = Float64Array.from(rowScales, (share) => (share / ROW_SCALE_ONE) * scale);
  return { weights: rounding(values, owns), scale, rowScales };
}

function toNearest(values: Float64Array, scales: Float64Array): Int16Array {
  const weights = new Int16Array(values.length);
  const cols = values.length / scales.length;
  scales.forEach((scale, row) => {
    for (let i = row * cols; i < (row + 1) * cols && scale > 0; i++) {
      weights[i] = clamp(roundHalfEven((values[i] ?? 0) / scale), INT8_LARGEST);
    }
  });
  return weights;
}

/** Sums run in index order: the result is the same on every machine. */
function meanMagnitude(values: Float64Array, padding: number): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum === 0 ? 1 : sum / (values.length - padding);
}

function clamp(value: number, largest: number): number {
  return Math.min(Math.max(value, -largest), largest);
}
