import { type FloatModel, keepsCodes, modelLinears } from '../float-model.ts';
import { hasScaledKeys } from '../formats.ts';
import { hasGains } from '../gains.ts';
import type { Fold, IntegerModel } from '../integer-model.ts';
import type { Rounding } from '../levels.ts';
import { prepare } from '../prepare.ts';
import { alignKeys } from './align-keys.ts';
import { rotateResidual, rotationBlock } from './rotate-residual.ts';
import { roundings } from './roundings.ts';
import { sampleInputs } from './sample-inputs.ts';

/** What is to be quantised, and how. */
export interface Chosen {
  /** Equal to the model given in what it computes. */
  readonly model: FloatModel;
  readonly folds: readonly Fold[];
  /** By matrix; those without one are rounded to nearest. */
  readonly roundings: ReadonlyMap<string, Rounding>;
}

export const ALL_FOLDS: readonly Fold[] = [
  'norm_of_norm',
  'gains',
  'rotated_residual',
  'aligned_keys',
  'rounded_columns',
];

/** Sampling a larger model, and a Hessian of more columns, would take minutes. */
const MOST_WEIGHTS = 2e7;
const MOST_COLUMNS = 2048;

/** Makes the choices of docs/arithmetic.md §5 that are wanted and apply. */
export function choose(given: FloatModel, wanted: readonly Fold[]): Chosen {
  const folds = wanted.filter((fold) => applies[fold](given, wanted));
  const { headDim } = given.shape;
  const has = (fold: Fold): boolean => folds.includes(fold);
  const prepared = prepare(given, folds);
  const rotated = has('rotated_residual') ? rotateResidual(prepared) : prepared;
  if (!has('aligned_keys') && !has('rounded_columns')) return { model: rotated, folds, roundings: new Map() };
  const samples = sampleInputs(rotated, headDim);
  const model = has('aligned_keys') ? alignKeys(rotated, samples, headDim) : rotated;
  return { model, folds, roundings: has('rounded_columns') ? roundings(model, samples) : new Map() };
}

/** What a report says where a model was too large for more than rounding to nearest. */
export function roundingReasons({
  formats,
  rope,
  folds,
}: Pick<IntegerModel, 'formats' | 'rope' | 'folds'>): readonly string[] {
  const { weightFormat } = formats;
  const rounded = weightFormat === 'int8' || weightFormat === 'int4';
  if (!rounded || rope === null || folds.includes('rounded_columns')) return [];
  return [
    `${weightFormat === 'int4' ? 'weights that did not come as codes' : 'weights'} are rounded to nearest: columns are weighed by their inputs (rounded_columns) up to ${MOST_WEIGHTS / 1e6} million weights and ${MOST_COLUMNS} columns, and with a power of two of elements a head only`,
  ];
}

/** Which choices a model has use for. */
const applies: Readonly<Record<Fold, (model: FloatModel, wanted: readonly Fold[]) => boolean>> = {
  norm_of_norm: ({ embeddingNorm, layers }) =>
    embeddingNorm !== null && embeddingNorm.gain === null && layers[0]?.attentionNorm.gain === null,
  // Trits and a checkpoint's codes have no room for a factor.
  gains: (model) => hasGains(model) && model.weightFormat !== 'ternary' && !keepsCodes(model),
  rotated_residual: (model, wanted) =>
    isLlamaOfIntegers(model) &&
    rotationBlock(model.shape.width) >= 8 &&
    (wanted.includes('gains') || !hasGains(model)),
  aligned_keys: (model) =>
    isLlamaOfIntegers(model) && isSmall(model) && hasScaledKeys(model) && !hasBias(model),
  rounded_columns: (model) => isLlamaOfIntegers(model) && isSmall(model),
};

/** With heads that need no padding: the fake-quantised form of `eval` knows these choices without it only. */
function isLlamaOfIntegers(model: FloatModel): boolean {
  const { kind, weightFormat, positions, shape } = model;
  const unpadded = Number.isInteger(Math.log2(shape.headDim));
  const rounded = weightFormat === 'int8' || (weightFormat === 'int4' && !keepsCodes(model));
  return kind === 'llama' && rounded && positions.kind === 'rotary' && unpadded;
}

/**
 * The float model whose weights step ② rounded, for measures of what rounding costs: the one given, or what the choices for
 * int8 Llamas made of it.
 */
export function takenModel(given: FloatModel, { folds }: Pick<IntegerModel, 'folds'>): FloatModel {
  return folds.includes('rotated_residual') || folds.includes('rounded_columns')
    ? choose(given, folds).model
    : given;
}

function isSmall(model: FloatModel): boolean {
  const linears = modelLinears(model);
  const weights = linears.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  return weights <= MOST_WEIGHTS && linears.every(({ cols }) => cols <= MOST_COLUMNS);
}

function hasBias({ layers }: FloatModel): boolean {
  return layers.some(({ wk, wq }) => wk.bias !== undefined || wq.bias !== undefined);
}
