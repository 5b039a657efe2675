import type { CoreParameters } from '../../../generator/units/core-parameters.ts';
import type { SamplerThresholdShape } from '../../../generator/units/sampler_threshold/latency.ts';

type Timing = Pick<CoreParameters, 'rows' | 'vocabulary' | 'logitFrac' | 'samplerWeightBits'>;

/** Bits of a factor that the multiplier takes in a cycle. */
const SLICE = 17;

/** Core cycle in which the token is there whose last logits came at `last`. */
export function samplerThresholdToken(last: number, timing: Timing): number {
  const lanes = timing.rows >= 32 ? timing.rows : timing.rows * 2;
  return samplerThresholdTokenOf(last, timing, { lanes, countBits: 4, massBits: 3 });
}

/** The same for a search of any width. */
export function samplerThresholdTokenOf(
  last: number,
  { rows, vocabulary, logitFrac, samplerWeightBits }: Timing,
  { lanes, countBits, massBits }: SamplerThresholdShape,
): number {
  const words = Math.ceil(vocabulary / lanes);
  const product = (start: number): number =>
    start + Math.ceil(bitsOfAll(vocabulary, samplerWeightBits) / SLICE) + 2;
  /** Word, distance, table, shift, what counts of it, sum of a word, sum of all; then the digit is decided on and stands in the base. */
  const decided = (address: number): number => address + words - 1 + 8;

  // The first address is shown so that the largest logit is there a cycle later, and not in the cycle of the write.
  let address = Math.max(last + 1, maximumKnown(last, rows) - 1);
  // The base is asked for two cycles behind the address.
  let bits = Math.ceil(Math.log2(samplerWeightBits + 2)) + logitFrac;
  const places = Math.ceil(bits / massBits);
  let base = 0;
  for (bits = places * massBits; bits > 0; ) {
    base = decided(address);
    address = base - 2;
    // The lowest place is that of the weights; above it the highest may be less than a whole one.
    const above = bits - massBits;
    bits = above === 0 ? 0 : massBits + countBits * (Math.ceil(above / countBits) - 1);
  }
  // Two cycles to the weight; weight × ties, added; × p, rounded up; the digit of the sums that were kept.
  const candidates = product(base + 2) + 1;
  const limit = product(candidates) + 1;
  base = limit + 1;
  for (let place = 1; place < places; place++) base = decided(base - 2);

  // The division takes a cycle a bit and one to begin; the total; × u.
  const kept = base + 2 + Math.ceil(Math.log2(vocabulary)) + 1;
  const threshold = product(kept + 1) + 1;
  // t is there when the first word's sum is, and falls until the last.
  const found = threshold + words;
  // The word again, its nodes and the first of them, nine cycles; a step a level.
  return found + 9 + Math.log2(lanes);
}

/** Cycle in which the largest logit is known: two levels of comparisons a cycle, and the one with those before. */
function maximumKnown(last: number, rows: number): number {
  let cycle = last + 1;
  for (let left = rows; left >= 4; left /= 4) cycle++;
  return cycle;
}

/** Bits of the sum of all weights, or of those of a word where that asks for one more. */
function bitsOfAll(vocabulary: number, weightBits: number): number {
  return (vocabulary * 2 ** weightBits).toString(2).length;
}
