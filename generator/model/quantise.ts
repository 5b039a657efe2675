import { InputError } from '../errors.ts';
import { accumulatorFormat } from './accumulator.ts';
import { measureMaxima } from './calibrate.ts';
import { ALL_FOLDS, choose } from './choices/choose.ts';
import { type FloatModel, headFormat, modelLinears } from './float-model.ts';
import {
  type ChosenFormats,
  chooseFormats,
  epsilonOf,
  LEAST_LOGIT_FRACTION,
  withResidual,
} from './formats.ts';
import { chooseFractions } from './fractions.ts';
import { groupSizeOf } from './group-size.ts';
import type { Fold, IntegerLinear, IntegerModel, Operation } from './integer-model.ts';
import type { Rounding } from './levels.ts';
import { type Program, tokenProgram } from './operations.ts';
import { quantiseGroups } from './quantise-groups.ts';
import { quantiseEmbedding, quantiseLinear } from './quantise-weights.ts';
import { type LinearOperation, leastShift, logitBits, proveAttention, proveShifts } from './range-proofs.ts';
import { ropeFrequencies, ropeTables } from './rope-tables.ts';
import { roundHalfEven } from './round-half-even.ts';
import { type ScaleContext, sinkFactor } from './scale-constants.ts';
import { sigmoidTable } from './sigmoid-table.ts';
import { integerTables } from './tables.ts';

/** Choices of step ② that are not part of the model. */
export interface QuantiseOptions {
  /** docs/arithmetic.md §5; all that apply by default. */
  readonly folds?: readonly Fold[] | undefined;
}

/**
 * Step ②: fixes every number of the computation (docs/arithmetic.md), before any board is known.
 *
 * @throws InputError when the weights are too large for the formats.
 */
export function quantise(given: FloatModel, options: QuantiseOptions = {}): IntegerModel {
  const { model, folds, roundings } = choose(given, options.folds ?? ALL_FOLDS);
  refuseOtherBiases(model);
  const { shape, name, positions } = model;
  const chosen = chooseFormats(model);
  const linears = quantisedLinears(model, roundings);
  const rectified = model.feedForward === 'relu' ? new Set(model.layers.map(({ down }) => down.name)) : null;
  const uses = linears.map((linear) => ({ linear, nonNegative: rectified?.has(linear.name) ?? false }));
  const { accBits, accShift } = accumulatorFormat(uses, chosen.activationBits, chosen.roundedBits);
  const maxima = model.calibration === null ? measureMaxima(model, linears, given.shape.headDim) : NO_MAXIMA;
  const widest = withResidual(chosen, model, maxima.residual);
  const fractions = chooseFractions(model, maxima, widest);
  const context = { formats: widest, fractions, accShift, headDim: given.shape.headDim };
  const { formats, program } = fittingProgram(model, linears, folds, context);
  const { attentionUnit, ...shifts } = fractions;
  const complete = {
    ...formats,
    ...shifts,
    attentionNormEps: epsilonOf(shape.heads * given.shape.headDim, model.normEpsilon, attentionUnit),
    hiddenNormEps: epsilonOf(shape.ffn, model.normEpsilon, 2 ** -fractions.hiddenFrac),
  };
  proveShifts(program.operations, linears, complete, `model ${name}`);
  proveAttention(complete, `model ${name}`);
  const embedding = (values: Float64Array): Int32Array =>
    quantiseEmbedding(values, formats.xFrac, formats.xBits);
  return {
    name,
    shape,
    formats: {
      ...complete,
      accBits,
      accShift,
      logitBits: logitBits(last(linears), lastLinear(program.operations), complete, accShift),
    },
    folds,
    linears,
    tokenEmbedding: embedding(model.tokenEmbedding),
    positionEmbedding: positions.kind === 'learned' ? embedding(positions.embedding) : null,
    rope:
      positions.kind === 'rotary'
        ? ropeTables(ropeFrequencies(given.shape.headDim, positions.base), shape)
        : null,
    feedForward: model.feedForward,
    sigmoid: model.feedForward === 'silu_mul' ? sigmoidTable() : null,
    biases: quantisedBiases(model, context),
    gains: program.gains,
    tables: integerTables(formats),
    operations: program.operations,
    tokenizer: model.tokenizer,
  };
}

/** A model that brings its fractions along needs no others: it has no gated feed-forward. */
const NO_MAXIMA = { q: 0, k: 0, v: 0, attention: 0, gate: 0, up: 0, hidden: 0, residual: 0 };

/** One matrix after another is read and quantised, so that no more than one is held in floating point. */
function quantisedLinears(
  model: FloatModel,
  roundings: ReadonlyMap<string, Rounding>,
): readonly IntegerLinear[] {
  const design = model.weightFormat;
  const own = headFormat(model);
  const groupSize = groupSizeOf(model);
  return modelLinears(model).map((linear) => {
    const format = linear === model.head ? own : design;
    const rounding = roundings.get(linear.name);
    return format === 'int4'
      ? quantiseGroups(linear, groupSize, rounding)
      : quantiseLinear(linear, format, design, rounding);
  });
}

/** Biases of k, v and q in the order of the program; zeros where a matrix of a biased model has none. */
function quantisedBiases({ layers }: FloatModel, context: ScaleContext): readonly Int16Array[] {
  const projections = layers.flatMap(({ wk, wv, wq }) => [
    { linear: wk, sink: 'k' as const },
    { linear: wv, sink: 'v' as const },
    { linear: wq, sink: 'q' as const },
  ]);
  if (projections.every(({ linear }) => linear.bias === undefined)) return [];
  const limit = 2 ** (context.formats.headBits - 1) - 1;
  return projections.map(({ linear, sink }) => {
    const factor = sinkFactor(context, sink);
    return Int16Array.from(linear.bias ?? new Float64Array(linear.rows), (value) =>
      Math.min(Math.max(roundHalfEven(value * factor), -limit), limit),
    );
  });
}

/** @throws InputError for a bias that no unit adds. */
function refuseOtherBiases({ name, layers, head }: FloatModel): void {
  const others = [...layers.flatMap(({ wo, gate, up, down }) => [wo, gate, up, down]), head];
  const biased = others.find((linear) => linear?.bias !== undefined);
  if (biased === undefined || biased === null) return;
  throw new InputError({
    subject: `model ${name}: ${biased.name}`,
    rule: 'must have no bias: only queries, keys and values may',
    hint: 'Other biases are not built.',
  });
}

interface FittingProgram {
  readonly formats: ChosenFormats;
  readonly program: Program;
}

/**
 * The program with the most fraction bits of a logit, at most those of §1, at which the head's shift cannot become
 * negative. A ternary head of weights around 1 would need a shift to the left at the lowest temperature otherwise.
 */
function fittingProgram(
  model: FloatModel,
  linears: readonly IntegerLinear[],
  folds: readonly Fold[],
  context: ScaleContext,
): FittingProgram {
  const formats = context.formats;
  const program = tokenProgram(model, linears, folds, context);
  const head = lastLinear(program.operations);
  if (formats.logitFrac === LEAST_LOGIT_FRACTION || leastShift(head, formats) >= 0) {
    return { formats, program };
  }
  const fewer = { ...formats, logitFrac: formats.logitFrac - 1 };
  return fittingProgram(model, linears, folds, { ...context, formats: fewer });
}

function lastLinear(operations: readonly Operation[]): LinearOperation {
  const operation = last(operations);
  if (operation.kind !== 'linear') throw new Error('the head comes last');
  return operation;
}

function last<T>(list: readonly T[]): T {
  const element = list.at(-1);
  if (element === undefined) throw new Error('the list is empty');
  return element;
}
