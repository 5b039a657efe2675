import { cosineSine, exponential, logarithm } from './elementary.ts';
import { roundHalfEven } from './round-half-even.ts';

/** Fraction bits RF of a cosine or sine. */
export const ROPE_FRACTION = 14;

/** A[hi][i] and B[lo][i] of docs/arithmetic.md §6b: entry `index` has pair i at index · 2^pairBits + i. */
export interface RopeTables {
  /** Bits of a pair's number, at least 1; pairs that are none (padding) turn by nothing. */
  readonly pairBits: number;
  /** LB, at least 1: position = hi · 2^lowBits + lo. */
  readonly lowBits: number;
  /** Bits of hi, at least 1. */
  readonly highBits: number;
  readonly highCos: Int32Array;
  readonly highSin: Int32Array;
  readonly lowCos: Int32Array;
  readonly lowSin: Int32Array;
}

export interface RopeShape {
  /** Elements of a head, padding included: the tables have half as many pairs. */
  readonly headDim: number;
  /** Positions. */
  readonly context: number;
}

/** θ_i = base^(−2i/H) of the H/2 pairs of a head of H elements (without padding). */
export function ropeFrequencies(headDim: number, base: number): Float64Array {
  const step = (-2 * logarithm(base)) / headDim;
  return Float64Array.from({ length: headDim / 2 }, (_, pair) => exponential(step * pair));
}

/**
 * Both tables for frequencies (radians a position) of the first pairs of a head; the other pairs are padding.
 * Frequencies are an argument, so that a checkpoint may stretch them (`rope_scaling`).
 */
export function ropeTables(frequencies: Float64Array, { headDim, context }: RopeShape): RopeTables {
  const positionBits = Math.ceil(Math.log2(context));
  const lowBits = Math.max(1, Math.ceil(positionBits / 2));
  const highBits = Math.max(1, positionBits - lowBits);
  const pairBits = Math.max(1, Math.ceil(Math.log2(headDim / 2)));
  const high = rotations(frequencies, 2 ** highBits, 2 ** lowBits, pairBits);
  const low = rotations(frequencies, 2 ** lowBits, 1, pairBits);
  return {
    pairBits,
    lowBits,
    highBits,
    highCos: high.cos,
    highSin: high.sin,
    lowCos: low.cos,
    lowSin: low.sin,
  };
}

/** Rotations by the multiples of `stride` positions. */
function rotations(frequencies: Float64Array, entries: number, stride: number, pairBits: number) {
  const pairs = 2 ** pairBits;
  const cos = new Int32Array(entries * pairs);
  const sin = new Int32Array(entries * pairs);
  for (let at = 0; at < entries * pairs; at++) {
    const angle = Math.floor(at / pairs) * stride * (frequencies[at % pairs] ?? 0);
    const exact = cosineSine(angle);
    cos[at] = roundHalfEven(exact.cos * ONE);
    sin[at] = roundHalfEven(exact.sin * ONE);
  }
  return { cos, sin };
}

const ONE = 2 ** ROPE_FRACTION;

/**
 * The proof of §6b's bound by going through all positions and pairs.
 * @returns the largest error of any c or s that the tables make, in units of 2^−14
 */
export function largestRopeError(tables: RopeTables, frequencies: Float64Array, context: number): number {
  const { pairBits, lowBits, highCos, highSin, lowCos, lowSin } = tables;
  const [pairs, lows] = [2 ** pairBits, 2 ** lowBits];
  let largest = 0;
  for (let position = 0; position < context; position++) {
    for (let pair = 0; pair < pairs; pair++) {
      const high = Math.floor(position / lows) * pairs + pair;
      const low = (position % lows) * pairs + pair;
      const [a, b] = [highCos[high] ?? 0, highSin[high] ?? 0];
      const [c, d] = [lowCos[low] ?? 0, lowSin[low] ?? 0];
      const exact = cosineSine(position * (frequencies[pair] ?? 0));
      const cosError = Math.abs(roundHalfEven((a * c - b * d) / ONE) - exact.cos * ONE);
      const sinError = Math.abs(roundHalfEven((b * c + a * d) / ONE) - exact.sin * ONE);
      largest = Math.max(largest, cosError, sinError);
    }
  }
  return largest;
}

/** What §6b proves: each table is off by √2/2 of a unit at most, their product by twice that (and its square), and a rounding. */
export const ROPE_ERROR_BOUND = Math.SQRT2 + 0.5 + 2 ** -14;
