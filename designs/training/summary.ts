import { evaluate, largestMagnitude } from './evaluate.ts';
import type { Names } from './names.ts';
import type { Parameters } from './parameters.ts';
import type { Precision } from './precision.ts';
import { TENSORS } from './shape.ts';

/** The lines that a training script ends with: held-out quality, and the ranges that fixed point has to hold. */
export function summary(parameters: Parameters, names: Names, precision: Precision, startMs: number): string {
  const heldOut = evaluate(parameters, names.heldOut, precision);
  const training = evaluate(parameters, names.training, precision);
  const weights = TENSORS.map(({ name }) => [name, largestMagnitude(parameters.views[name])] as const);
  return [
    `held out: ${heldOut.loss.toFixed(4)} nats per token over ${heldOut.predictions} predictions`,
    `training: ${training.loss.toFixed(4)} nats per token over ${training.predictions} predictions`,
    `largest weight: ${list(weights)}`,
    `largest activation in training: ${list(Object.entries(training.ranges))}`,
    `took ${((performance.now() - startMs) / 1000).toFixed(0)} s`,
  ].join('\n');
}

function list(figures: readonly (readonly [string, number])[]): string {
  return figures.map(([name, value]) => `${name} ${value.toFixed(3)}`).join(', ');
}
