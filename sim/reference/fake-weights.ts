import type { FloatLinear, FloatModel } from '../../generator/model/float-model.ts';
import type { IntegerModel, WeightFormat } from '../../generator/model/integer-model.ts';
import { eachMatrix, type LayerMatrices, trainedMatrix } from './float-weights.ts';
import { clampTo, nearestEven } from './rounding.ts';
import { largestMagnitude, piece } from './vector.ts';

/** A matrix on the grid of docs/arithmetic.md §4: value = integers · step of the row. */
export interface QuantisedMatrix {
  readonly rows: number;
  readonly cols: number;
  /** [rows × cols]; the weights themselves, with steps of 1, where they are not rounded. */
  readonly integers: Float64Array;
  /** [rows] */
  readonly steps: Float64Array;
}

/** All matrices of a model. */
export interface FakeWeights {
  readonly layers: readonly LayerMatrices<QuantisedMatrix>[];
  readonly head: QuantisedMatrix;
}

/** The model's matrices, gains folded into them where the integer model has that fold, and rounded where `rounds`. */
export function fakeWeights(
  model: FloatModel,
  { folds }: Pick<IntegerModel, 'folds'>,
  rounds = true,
): FakeWeights {
  const gains = folds.includes('gains') ? gainsBefore(model) : null;
  return eachMatrix(model, (linear, isHead) => {
    const trained = rounds ? linear : trainedMatrix(model, linear, isHead);
    const folded = scaleColumns(trained.values, gains?.get(linear.name) ?? null);
    if (linear.bias !== undefined) throw new Error(`${linear.name}: the integers know no bias`);
    const { rows, cols, tritScale } = linear;
    if (!rounds) return { rows, cols, integers: folded, steps: new Float64Array(rows).fill(1) };
    const format = isHead ? headFormat(model) : model.weightFormat;
    return quantisedMatrix(
      { rows, cols, values: folded, ...(tritScale === undefined ? {} : { tritScale }) },
      format,
    );
  });
}

function headFormat({ kind, weightFormat }: FloatModel): WeightFormat {
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
export function quantisedMatrix(
  linear: Pick<FloatLinear, 'rows' | 'cols' | 'values' | 'tritScale'>,
  format: WeightFormat,
): QuantisedMatrix {
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
  { rows, cols, values, tritScale }: Pick<FloatLinear, 'rows' | 'cols' | 'values' | 'tritScale'>,
  format: WeightFormat,
): Float64Array {
  const steps = new Float64Array(rows);
  switch (format) {
    case 'ternary': {
      let total = 0;
      for (const value of values) total += Math.abs(value);
      return steps.fill(tritScale ?? total / values.length);
    }
    case 'int8': {
      for (let row = 0; row < rows; row++) steps[row] = largestMagnitude(piece(values, row, cols)) / 127;
      // ρ: a row's share of the largest, 15 fraction bits.
      const largest = largestMagnitude(steps);
      return steps.map((step) =>
        largest === 0 ? 0 : (nearestEven((step / largest) * 2 ** 15) / 2 ** 15) * largest,
      );
    }
    case 'q412':
      return steps.fill(2 ** -12);
  }
}
