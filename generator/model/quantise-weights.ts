import type { FloatLinear } from './float-model.ts';
import { LOW_DIGIT_SCALE } from './group-size.ts';
import type { IntegerLinear, WeightFormat } from './integer-model.ts';
import { type Rounding, toNearest } from './levels.ts';
import { roundHalfEven } from './round-half-even.ts';

/** Fraction bits of Q4.12. */
const Q412_FRACTION = 12;
const INT8_LARGEST = 127;
const INT16_LARGEST = 32_767;
/** ρ of a row with the matrix' scale. */
export const ROW_SCALE_ONE = 2 ** 15;
/** How arrays of smaller weights take those of int8: in as many digits, the largest weight that these hold, times a factor. */
const INT8_IN: Readonly<Record<WeightFormat, Int8Digits>> = {
  int8: { planes: 1, largest: INT8_LARGEST, factor: 1 },
  q412: { planes: 1, largest: INT8_LARGEST, factor: 1 },
  // Binary digits beside a sign.
  ternary: { planes: 7, largest: INT8_LARGEST, factor: 1 },
  // 16·7 + 7; times what the scale of a low digit's group is.
  int4: { planes: 2, largest: 119, factor: LOW_DIGIT_SCALE },
};

interface Int8Digits {
  readonly planes: number;
  readonly largest: number;
  readonly factor: number;
}

/**
 * A weight matrix in integers, docs/arithmetic.md §4. A matrix (or row) of zeros has the scale 1.
 *
 * @param design format of the design's array; its int8 matrices are taken digit by digit where it is of fewer bits
 * @param rounding of an int8 matrix
 */
export function quantiseLinear(
  linear: FloatLinear,
  format: Exclude<WeightFormat, 'int4'>,
  design: WeightFormat = format,
  rounding: Rounding = toNearest,
): IntegerLinear {
  const { name, rows, cols } = linear;
  if (format !== 'int8') return { name, rows, cols, ...byMatrix(linear, format), planes: 1, groups: null };
  const digits = INT8_IN[design];
  return { name, rows, cols, ...byRow(linear, rounding, digits), planes: digits.planes, groups: null };
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
function byRow(
  { values, rows, cols }: FloatLinear,
  rounding: Rounding,
  { largest: most, factor }: Int8Digits,
): Quantised {
  const scales = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * cols, (row + 1) * cols);
    scales[row] = own.reduce((top, value) => Math.max(top, Math.abs(value)), 0) / most;
  }
  const scale = scales.reduce((top, value) => Math.max(top, value), 0) || 1;
  const rowScales = Uint16Array.from(scales, (own) => roundHalfEven((own / scale) * ROW_SCALE_ONE));
  // By the scales that the hardware has, rounded shares, so that their rounding costs nothing.
  const owns = Float64Array.from(rowScales, (share) => (share / ROW_SCALE_ONE) * scale);
  const largest = new Int16Array(rows).fill(most);
  const least = largest.map((steps) => -steps);
  const weights = rounding(values, { cols, size: cols, steps: owns, least, largest });
  return { weights: weights.map((weight) => factor * weight), scale: scale / factor, rowScales };
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
