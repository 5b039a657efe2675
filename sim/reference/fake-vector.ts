import type { Norm } from '../../generator/model/float-model.ts';
import type { IntegerFormats } from '../../generator/model/integer-model.ts';
import { clampTo, nearestEven } from './rounding.ts';
import { largestMagnitude, sumOfSquares } from './vector.ts';

/** What norm_quantise makes of a vector: x_i ≈ integers_i · step, to be multiplied by `factor`, 1/rms, after a matrix. */
export interface Operands {
  readonly integers: Float64Array;
  step: number;
  factor: number;
}

/** A vector that enters norm_quantise. */
export interface VectorFormat {
  readonly length: number;
  /** Real value of its 1. */
  readonly unit: number;
  /** The norm that its readers want; null where they read it as it is. */
  readonly norm: Norm | null;
  /** ε of the model. */
  readonly epsilon: number;
  /** The integer that stands for it in the sum of squares. */
  readonly integerEpsilon: number;
  /** Whether operands are rounded. */
  readonly rounds: boolean;
  /** Whether they are multiplied by gains of 15 fraction bits before; a norm's gain is in the matrices otherwise. */
  readonly gained: boolean;
}

/** Norm and quantisation of docs/arithmetic.md §3 with an exact reciprocal and root. */
export class FakeVector {
  readonly #format: VectorFormat;
  readonly #formats: IntegerFormats;
  /** Gains of 15 fraction bits over a power of two, and that. */
  readonly #mantissas: Float64Array;
  readonly #gainScale: number;
  readonly #operands: Operands;

  constructor(format: VectorFormat, formats: IntegerFormats) {
    this.#format = format;
    this.#formats = formats;
    const gain = format.norm?.gain ?? null;
    this.#gainScale = gain === null ? 2 ** 15 / LARGEST_GAIN : gainScale(gain);
    this.#mantissas = new Float64Array(format.length).map((_, i) =>
      gain === null ? LARGEST_GAIN : nearestEven(((gain[i] ?? 0) / this.#gainScale) * 2 ** 15),
    );
    this.#operands = { integers: new Float64Array(format.length), step: 1, factor: 1 };
  }

  /** The operands of x; they are valid until the next call. */
  take(x: Float64Array): Operands {
    const { length, unit, norm, epsilon, integerEpsilon, rounds } = this.#format;
    const operands = this.#operands;
    const added = rounds ? integerEpsilon * unit ** 2 : length * epsilon;
    operands.factor = norm === null ? 1 : Math.sqrt(length / (sumOfSquares(x) + added));
    if (rounds) this.#round(x);
    else this.#copy(x);
    return operands;
  }

  #copy(x: Float64Array): void {
    const { norm, gained } = this.#format;
    const gain = gained ? (norm?.gain ?? null) : null;
    const { integers } = this.#operands;
    for (let i = 0; i < x.length; i++) integers[i] = (x[i] ?? 0) * (gain === null ? 1 : (gain[i] ?? 0));
  }

  #round(x: Float64Array): void {
    const { unit, gained } = this.#format;
    const { integers } = this.#operands;
    for (let i = 0; i < x.length; i++) {
      const integer = (x[i] ?? 0) / unit;
      integers[i] = gained ? nearestEven((integer * (this.#mantissas[i] ?? 0)) / 2 ** 15) : integer;
    }
    const step = operandStep(largestMagnitude(integers), this.#formats);
    const bits = this.#formats.activationBits;
    for (let i = 0; i < x.length; i++) integers[i] = clampTo(bits, nearestEven((integers[i] ?? 0) / step));
    this.#operands.step = step * unit * (gained ? this.#gainScale : 1);
  }
}

/** What an operand of 1 is worth in integers whose largest magnitude is given. */
function operandStep(largest: number, { activationFormat, xBits }: IntegerFormats): number {
  if (largest === 0) return 1;
  if (activationFormat === 'int8') return largest / 127;
  // A power of two in steps of 16, with room for the largest element.
  const top = xBits - 2;
  const highest = Math.max(0, Math.floor(Math.log2(largest)));
  const exponent = top - 4 * Math.min(Math.floor((top - highest) / 4), Math.ceil((top + 1) / 4) - 1);
  return 2 ** (exponent - 14);
}

const LARGEST_GAIN = 2 ** 15 - 1;

/** The least power of two over which all gains have 15 fraction bits and a sign. */
function gainScale(gain: Float64Array): number {
  const largest = largestMagnitude(gain);
  const fits = (scale: number) => nearestEven((largest / scale) * 2 ** 15) <= LARGEST_GAIN;
  if (largest === 0) return 1;
  let scale = 1;
  while (!fits(scale)) scale *= 2;
  while (fits(scale / 2)) scale /= 2;
  return scale;
}
