import type { CoreParameters } from '../../../generator/units/core-parameters.ts';

/** Cycle in which quantised word `word` leaves, of a vector whose last bus beat came at `last`. */
export function quantisedWord(last: number, word: number, p: CoreParameters): number {
  const deep = p.pipeline;
  // Multiplied and, deep, rounded in a cycle of its own.
  const gained = p.gains === 1 ? last + 1 + deep : last;
  if (p.activationBits === 16) {
    const maximum = gained + 1;
    return maximum + deep + word;
  }
  // The tree of maxima: magnitudes, then comparisons until two are left, a register after every maxLevels levels;
  // then those two with the running maximum.
  const comparisons = p.rows > 2 ? Math.ceil(Math.log2(p.rows)) - 1 : 0;
  const maximum = gained + Math.floor((1 + comparisons) / p.maxLevels) + 1;
  const shifted = maximum + deep;
  const product = shifted + 1;
  const rounded = product + 1;
  return rounded + word;
}

/** First cycle in which an operation may be issued that multiplies by the largest element of that vector. */
export function scaleReady(last: number, p: CoreParameters): number {
  const gained = p.gains === 1 ? last + 1 + p.pipeline : last;
  // The exponent has a register behind the maximum's, and is read in the cycle behind the issue.
  if (p.activationBits === 16) return gained + 1 + 1 - 1;
  const comparisons = p.rows > 2 ? Math.ceil(Math.log2(p.rows)) - 1 : 0;
  const maximum = gained + Math.floor((1 + comparisons) / p.maxLevels) + 1;
  return maximum + 1;
}

/** First cycle in which the reciprocal root of that vector can be used. */
export function rootReady(last: number, p: CoreParameters): number {
  const squares = last + 1;
  const sum = squares + Math.floor(Math.ceil(Math.log2(p.rows)) / p.sumLevels) + 1;
  const normalised = sum + 2 * p.pipeline;
  const looked = normalised + 1;
  // One more, of 8-bit activations, where nobody waits for it.
  return p.activationBits === 16 ? looked : looked + p.pipeline;
}
