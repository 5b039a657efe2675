import { accumulatorFormat } from './accumulator.ts';
import { calibrate } from './calibrate.ts';
import type { FloatLinear, FloatModel } from './float-model.ts';
import { chooseFormats } from './formats.ts';
import type { Fold, IntegerModel } from './integer-model.ts';
import { operations } from './operations.ts';
import { quantiseEmbedding, quantiseLinear } from './quantise-weights.ts';
import { logitBits, proveAttention, proveShifts } from './range-proofs.ts';
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
  const chosen = chooseFormats(model);
  const linears = matrices(model).map((linear) => quantiseLinear(linear, model.weightFormat));
  const { accBits, accShift } = accumulatorFormat(linears, chosen.activationBits);
  const fractions = model.calibration ?? calibrate(model, linears, chosen.kvBits);
  const context = { formats: chosen, fractions, accShift, width: shape.width, headDim: shape.headDim };
  const program = operations(shape.layers, linears, folds, context);
  proveShifts(program, linears, chosen, `model ${name}`);
  proveAttention(chosen, fractions, `model ${name}`);
  const [head, headOperation] = [linears.at(-1), program.at(-1)];
  if (head === undefined || headOperation?.kind !== 'linear') throw new Error('the head comes last');
  return {
    name,
    shape,
    formats: {
      ...chosen,
      ...fractions,
      accBits,
      accShift,
      logitBits: logitBits(head, headOperation, chosen, accShift),
    },
    folds,
    linears,
    tokenEmbedding: quantiseEmbedding(model.tokenEmbedding, chosen.xFrac, chosen.xBits),
    positionEmbedding: quantiseEmbedding(model.positionEmbedding, chosen.xFrac, chosen.xBits),
    tables: integerTables(chosen),
    operations: program,
    tokenizer: model.tokenizer,
  };
}

/** All matrices, in the order of the program. */
function matrices({ layers, head }: FloatModel): readonly FloatLinear[] {
  return [...layers.flatMap(({ wk, wv, wq, wo, fc1, fc2 }) => [wk, wv, wq, wo, fc1, fc2]), head];
}
