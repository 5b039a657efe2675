import { exponential } from './elementary.ts';

/** Index bits of the sigmoid: 2^SIGMOID_SEGMENT_BITS segments of 2^SIGMOID_STEP_BITS steps of 2^−10, so arguments below 8. */
export const SIGMOID_SEGMENT_BITS = 6;
export const SIGMOID_STEP_BITS = 7;
/** Bits of a value of the table; and how many bits below it the line of a segment is drawn with. */
export const SIGMOID_BITS = 15;
export const SIGMOID_LINE_FRACTION = 5;
/** Bits of a segment's slope, unsigned. */
export const SIGMOID_SLOPE_BITS = 8;

/** Straight lines, docs/arithmetic.md §6c: t = floor((base[segment] + slope[segment] · step) / 2^5), σ ≈ (t + ½) / 2^15. */
export interface SigmoidTable {
  readonly base: Int32Array;
  readonly slope: Int32Array;
}

/** The line through each segment whose largest error is smallest. (From 8 on the unit takes 1, so that σ(−x) vanishes.) */
export function sigmoidTable(): SigmoidTable {
  const segments = 2 ** SIGMOID_SEGMENT_BITS;
  const base = new Int32Array(segments);
  const slope = new Int32Array(segments);
  for (let segment = 0; segment < segments; segment++) {
    const line = bestLine(segmentValues(segment));
    base[segment] = line.base;
    slope[segment] = line.slope;
  }
  return { base, slope };
}

/** Exact values in units of the line, in the middle of each step. */
function segmentValues(segment: number): Float64Array {
  const steps = 2 ** SIGMOID_STEP_BITS;
  return Float64Array.from({ length: steps }, (_, step) => {
    const argument = (segment * steps + step + 0.5) / 1024;
    return 2 ** (SIGMOID_BITS + SIGMOID_LINE_FRACTION) / (1 + exponential(-argument));
  });
}

function bestLine(values: Float64Array): { readonly base: number; readonly slope: number } {
  const last = values.length - 1;
  const chord = ((values[last] ?? 0) - (values[0] ?? 0)) / last;
  let best = { base: 0, slope: 0, error: Infinity };
  for (const near of [Math.floor(chord), Math.floor(chord) + 1]) {
    const slope = Math.min(near, 2 ** SIGMOID_SLOPE_BITS - 1);
    const rests = values.map((value, step) => value - slope * step);
    const [low, high] = [Math.min(...rests), Math.max(...rests)];
    const error = (high - low) / 2;
    if (error < best.error) best = { base: Math.round((low + high) / 2), slope, error };
  }
  return best;
}
