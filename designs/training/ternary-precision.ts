import type { Parameters } from './parameters.ts';
import type { Precision } from './precision.ts';
import { roundHalfEven } from './round-half-even.ts';
import { TENSORS } from './shape.ts';

const INT8_MAXIMUM = 127;

/** Embeddings are stored in fixed point with this many steps to 1 (10 fractional bits). */
const EMBEDDING_STEPS = 1024;

/** Step of the static grid on which queries, keys and values are int8: a power of two, ±127/16 = ±7.94. */
const HEAD_STEP = 1 / 16;

/** Ternary weights, int8 inputs of every linear operation, int8 queries, keys and values, fixed-point embeddings. */
export const TERNARY_PRECISION: Precision = {
  roundWeights: (exact, used) => {
    for (const { name, linear } of TENSORS) {
      if (linear) ternarise(exact.views[name], used.views[name]);
      else roundToGrid(exact.views[name], used.views[name]);
    }
  },
  roundInput: roundPerToken,
  roundHeads: (x, length) => {
    for (let i = 0; i < length; i++) x[i] = HEAD_STEP * clip(roundHalfEven(x[i]! / HEAD_STEP), INT8_MAXIMUM);
  },
  headLimit: (INT8_MAXIMUM + 0.5) * HEAD_STEP,
};

/** Puts the embeddings on their fixed-point grid for good. */
export function roundEmbeddings({ views }: Parameters): void {
  for (const { name, linear } of TENSORS) if (!linear) roundToGrid(views[name], views[name]);
}

/** used = t·g with g = mean|W| over the tensor and t = clip(round(W/g), ±1). */
export function ternarise(weights: Float64Array, used: Float64Array): void {
  const scale = meanMagnitude(weights);
  for (let i = 0; i < weights.length; i++) used[i] = scale * trit(weights[i]!, scale);
}

/** Share of the weights whose trit is 0. */
export function shareOfZeros(weights: Float64Array): number {
  const scale = meanMagnitude(weights);
  return weights.filter((weight) => trit(weight, scale) === 0).length / weights.length;
}

function trit(weight: number, scale: number): number {
  return scale === 0 ? 0 : clip(roundHalfEven(weight / scale), 1);
}

function meanMagnitude(weights: Float64Array): number {
  return weights.reduce((sum, weight) => sum + Math.abs(weight), 0) / weights.length;
}

function roundToGrid(weights: Float64Array, used: Float64Array): void {
  for (let i = 0; i < weights.length; i++)
    used[i] = roundHalfEven(weights[i]! * EMBEDDING_STEPS) / EMBEDDING_STEPS;
}

/** Each vector on its own int8 grid: a = max|x|, q = clip(round(x·127/a), ±127), value q·a/127. */
function roundPerToken(x: Float64Array, out: Float64Array, count: number, width: number): void {
  for (let t = 0; t < count; t++) {
    let maximum = 0;
    for (let i = t * width; i < (t + 1) * width; i++) maximum = Math.max(maximum, Math.abs(x[i]!));
    const up = maximum === 0 ? 0 : INT8_MAXIMUM / maximum;
    const down = maximum / INT8_MAXIMUM;
    for (let i = t * width; i < (t + 1) * width; i++) {
      out[i] = down * clip(roundHalfEven(x[i]! * up), INT8_MAXIMUM);
    }
  }
}

function clip(x: number, limit: number): number {
  return Math.min(Math.max(x, -limit), limit);
}
