import { accumulatorFormat } from './accumulator.ts';
import { calibrate } from './calibrate.ts';
import { type FloatModel, modelLinears } from './float-model.ts';
import { type ChosenFormats, chooseFormats, LEAST_LOGIT_FRACTION } from './formats.ts';
import type { Fold, IntegerLinear, IntegerModel, Operation } from './integer-model.ts';
import { operations } from './operations.ts';
import { quantiseEmbedding, quantiseLinear } from './quantise-weights.ts';
import { type LinearOperation, leastShift, logitBits, proveAttention, proveShifts } from './range-proofs.ts';
import type { ScaleContext } from './scale-constants.ts';
import { integerTables } from './tables.ts';

/** Choices of step ② that are not part of the model. */
export interface QuantiseOptions {
  /** docs/arithmetic.md §5; all by default. */
  readonly folds?: readonly Fold[] | undefined;
}

/**
 * Step ②: fixes every number of the computation (docs/arithmetic.md), before any board is known.
 *
 * @throws InputError when the weights are too large for the formats.
 */
export function quantise(model: FloatModel, options: QuantiseOptions = {}): IntegerModel {
  const folds = options.folds ?? ['norm_of_norm'];
  const { shape, name } = model;
  const widest = chooseFormats(model);
  const linears = modelLinears(model).map((linear) => quantiseLinear(linear, model.weightFormat));
  const rectified = new Set(model.layers.map(({ down }) => down.name));
  const uses = linears.map((linear) => ({ linear, nonNegative: rectified.has(linear.name) }));
  const { accBits, accShift } = accumulatorFormat(uses, widest.activationBits);
  const fractions = model.calibration ?? calibrate(model, linears, widest.kvBits);
  const context = { formats: widest, fractions, accShift, width: shape.width, headDim: shape.headDim };
  const { formats, program } = fittingProgram(shape.layers, linears, folds, context);
  proveShifts(program, linears, formats, `model ${name}`);
  proveAttention(formats, fractions, `model ${name}`);
  return {
    name,
    shape,
    formats: {
      ...formats,
      ...fractions,
      accBits,
      accShift,
      logitBits: logitBits(last(linears), lastLinear(program), formats, accShift),
    },
    folds,
    linears,
    tokenEmbedding: quantiseEmbedding(model.tokenEmbedding, formats.xFrac, formats.xBits),
    positionEmbedding:
      model.positions.kind === 'learned'
        ? quantiseEmbedding(model.positions.embedding, formats.xFrac, formats.xBits)
        : null,
    tables: integerTables(formats),
    operations: program,
    tokenizer: model.tokenizer,
  };
}

interface Program {
  readonly formats: ChosenFormats;
  readonly program: readonly Operation[];
}

/**
 * The program with the most fraction bits of a logit, at most those of §1, at which the head's shift cannot become
 * negative. A ternary head of weights around 1 would need a shift to the left at the lowest temperature otherwise.
 */
function fittingProgram(
  layers: number,
  linears: readonly IntegerLinear[],
  folds: readonly Fold[],
  context: ScaleContext,
): Program {
  const formats = context.formats;
  const program = operations(layers, linears, folds, context);
  if (formats.logitFrac === LEAST_LOGIT_FRACTION || leastShift(lastLinear(program), formats) >= 0) {
    return { formats, program };
  }
  const fewer = { ...formats, logitFrac: formats.logitFrac - 1 };
  return fittingProgram(layers, linears, folds, { ...context, formats: fewer });
}

function lastLinear(program: readonly Operation[]): LinearOperation {
  const operation = last(program);
  if (operation.kind !== 'linear') throw new Error('the head comes last');
  return operation;
}

function last<T>(list: readonly T[]): T {
  const element = list.at(-1);
  if (element === undefined) throw new Error('the list is empty');
  return element;
}
