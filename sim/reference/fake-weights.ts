import type { FloatLinear, FloatModel } from '../../generator/model/float-model.ts';
import type { IntegerLinear, IntegerModel, WeightFormat } from '../../generator/model/integer-model.ts';
import { fakeGroups } from './fake-groups.ts';
import { eachMatrix, type LayerMatrices, trainedMatrix } from './float-weights.ts';
import type { QuantisedMatrix } from './quantised-matrix.ts';
import { clampTo, nearestEven } from './rounding.ts';
import { largestMagnitude, piece } from './vector.ts';

/** All matrices of a model. */
export interface FakeWeights {
  readonly layers: readonly LayerMatrices<QuantisedMatrix>[];
  readonly head: QuantisedMatrix;
}

/** The model's matrices, gains folded into them where the integer model has that fold, and rounded where `rounds`. */
export function fakeWeights(
  model: FloatModel,
  {
    formats,
    folds,
    linears,
  }: Pick<IntegerModel, 'formats' | 'folds'> & Partial<Pick<IntegerModel, 'linears'>>,
  rounds = true,
): FakeWeights {
  if (rounds && folds.includes('rounded_columns')) return fixedWeights(model, linears ?? []);
  const gains = folds.includes('gains') ? gainsBefore(model) : null;
  return eachMatrix(model, (linear, isHead) => {
    const trained = rounds ? linear : trainedMatrix(model, linear, isHead);
    const folded = scaleColumns(trained.values, gains?.get(linear.name) ?? null);
    const { rows, cols, tritScale, bias = null } = linear;
    if (!rounds) return { rows, cols, integers: folded, steps: new Float64Array(rows).fill(1), bias };
    const format = isHead ? headFormat(model) : model.weightFormat;
    if (format === 'int4') {
      const kept = linear.groups === undefined ? {} : { groups: linear.groups };
      const groupOf = groupsOfColumns(model, linear, formats.groupSize);
      return { ...fakeGroups({ rows, cols, values: folded, ...kept }, formats, groupOf), bias };
    }
    const own = { rows, cols, values: folded, ...(tritScale === undefined ? {} : { tritScale }) };
    if (model.weightFormat === 'int4') return { ...twoDigits(own, formats), bias };
    return { ...quantisedMatrix(own, format), bias };
  });
}

/** Weights that were not rounded to nearest are the integer model's: which integers they are is step ②'s choice. */
function fixedWeights(model: FloatModel, linears: readonly IntegerLinear[]): FakeWeights {
  return eachMatrix(model, ({ name, bias }) => {
    const linear = linears.find((candidate) => candidate.name === name);
    if (linear === undefined) throw new Error(`no integers of ${name}`);
    const { rows, cols, weights, scale, rowScales } = linear;
    const steps = Float64Array.from({ length: rows }, (_, row) =>
      rowScales === null ? scale : (scale * (rowScales[row] ?? 0)) / 2 ** 15,
    );
    return { rows, cols, integers: Float64Array.from(weights), steps, bias: bias ?? null };
  });
}

/** The group of a column; that of wo counts the padding of its heads, which this form does not have. */
function groupsOfColumns(
  { shape, layers, positions }: FloatModel,
  { name }: FloatLinear,
  size: number,
): (column: number) => number {
  const { headDim } = shape;
  const padded = 2 ** Math.ceil(Math.log2(headDim));
  if (positions.kind !== 'rotary' || layers.every(({ wo }) => wo.name !== name))
    return (column) => Math.floor(column / size);
  return (column) => Math.floor((Math.floor(column / headDim) * padded + (column % headDim)) / size);
}

/** The int8 head of an int4 model, of two digits: ±119, and worth more units of an accumulator. */
function twoDigits(
  linear: Pick<FloatLinear, 'rows' | 'cols' | 'values'>,
  { groupScaleBits }: Pick<IntegerModel['formats'], 'groupScaleBits'>,
): Omit<QuantisedMatrix, 'bias'> {
  const unit = 2 ** (groupScaleBits - 5);
  const steps = stepsByRow(linear, 119);
  const integers = linear.values.map((value, i) => {
    const step = steps[Math.floor(i / linear.cols)] ?? 0;
    return step === 0 ? 0 : unit * Math.min(Math.max(nearestEven(value / step), -119), 119);
  });
  return { rows: linear.rows, cols: linear.cols, integers, steps: steps.map((step) => step / unit) };
}

function headFormat({ kind, weightFormat, head }: FloatModel): WeightFormat {
  if (weightFormat === 'int4') return head.groups === undefined ? 'int8' : 'int4';
  return kind === 'llama' && weightFormat === 'ternary' ? 'int8' : weightFormat;
}

/** The gain of the vector that each matrix reads, by the matrix' name. */
function gainsBefore({ layers, finalNorm, head }: FloatModel): ReadonlyMap<string, Float64Array | null> {
  const gains = new Map<string, Float64Array | null>([[head.name, finalNorm?.gain ?? null]]);
  for (const { attentionNorm, wq, wk, wv, attentionSubNorm, wo, ...feedForward } of layers) {
    const { ffnNorm, gate, up, ffnSubNorm, down } = feedForward;
    for (const { name } of [wq, wk, wv]) gains.set(name, attentionNorm.gain);
    gains.set(wo.name, attentionSubNorm?.gain ?? null);
    for (const linear of [gate, up]) if (linear !== null) gains.set(linear.name, ffnNorm.gain);
    gains.set(down.name, ffnSubNorm?.gain ?? null);
  }
  return gains;
}

function scaleColumns(values: Float64Array, gain: Float64Array | null): Float64Array {
  return gain === null ? values : values.map((value, i) => value * (gain[i % gain.length] ?? 0));
}

/** A matrix as §4 quantises it. */
function quantisedMatrix(
  linear: Pick<FloatLinear, 'rows' | 'cols' | 'values' | 'tritScale'>,
  format: Exclude<WeightFormat, 'int4'>,
): Omit<QuantisedMatrix, 'bias'> {
  const { rows, cols, values } = linear;
  const steps = stepsOf(linear, format);
  const bits = { ternary: 2, int8: 8, q412: 16 }[format];
  const integers = values.map((value, i) => {
    const step = steps[Math.floor(i / cols)] ?? 0;
    return step === 0 ? 0 : clampTo(bits, nearestEven(value / step));
  });
  return { rows, cols, integers, steps };
}

function stepsOf(
  linear: Pick<FloatLinear, 'rows' | 'cols' | 'values' | 'tritScale'>,
  format: Exclude<WeightFormat, 'int4'>,
): Float64Array {
  const { rows, values, tritScale } = linear;
  switch (format) {
    case 'ternary': {
      let total = 0;
      for (const value of values) total += Math.abs(value);
      return new Float64Array(rows).fill(tritScale ?? total / values.length);
    }
    case 'int8':
      return stepsByRow(linear, 127);
    case 'q412':
      return new Float64Array(rows).fill(2 ** -12);
  }
}

/** Each row by its own largest magnitude, which is `most` steps. */
function stepsByRow(
  { rows, cols, values }: Pick<FloatLinear, 'rows' | 'cols' | 'values'>,
  most: number,
): Float64Array {
  const steps = Float64Array.from(
    { length: rows },
    (_, row) => largestMagnitude(piece(values, row, cols)) / most,
  );
  // ρ: a row's share of the largest, 15 fraction bits.
  const largest = largestMagnitude(steps);
  return steps.map((step) =>
    largest === 0 ? 0 : (nearestEven((step / largest) * 2 ** 15) / 2 ** 15) * largest,
  );
}
