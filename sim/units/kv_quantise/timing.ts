import type { KvQuantiseParameters } from '../../../generator/units/kv_quantise/latency.ts';

/** Core cycle in which beat `beat` of a head's codes leaves, whose last beat came in cycle `last`. */
export function codesBeat(last: number, beat: number, p: KvQuantiseParameters): number {
  // Elements of a head in a beat, and the comparisons until two magnitudes are left.
  const lanes = Math.min(p.rows, p.headDim);
  let comparisons = 0;
  while (2 ** (comparisons + 1) < lanes) comparisons += 1;
  // A register after every third level, the making of magnitudes being one, or after every second where two would
  // be left over; or none that matters.
  const levelsPerStage = p.pipeline === 0 ? 8 : [3, 3, 2][(1 + comparisons) % 3]!;
  const largest = last + Math.floor((1 + comparisons) / levelsPerStage) + 1;
  const normalised = largest + p.pipeline;
  const shifted = normalised + 1;
  const product = shifted + 1;
  return product + beat;
}

/** Core cycle in which the last codes of a vector leave, whose last beat came in cycle `last`. */
export function lastCodes(last: number, p: KvQuantiseParameters): number {
  return codesBeat(last, Math.max(1, p.headDim / p.rows) - 1, p);
}
