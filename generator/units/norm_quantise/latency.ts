import type { NormQuantiseParameters } from './parameters.ts';

type Timing = Pick<
  NormQuantiseParameters,
  'rows' | 'activationBits' | 'pipeline' | 'maxLevels' | 'sumLevels' | 'gains'
>;

/** Core cycles from a vector's last bus beat to its quantised word 0 (word w comes w later). */
export function quantiseLatencyCycles(p: Timing): number {
  // A gain's product and its rounding.
  const gain = p.gains * (1 + p.pipeline);
  // One for the maximum; then rounding (16 bit), or table, product and rounding (8 bit).
  if (p.activationBits === 16) return gain + 1 + p.pipeline;
  return gain + 3 + Math.floor(Math.max(1, Math.log2(p.rows)) / p.maxLevels) + p.pipeline;
}

/** Core cycles from a vector's last bus beat to the issue of an operation that multiplies by its largest element. */
export function scaleLatencyCycles(p: Timing): number {
  // Only the exponent matters of 16-bit activations, and that a cycle behind the issue.
  return quantiseLatencyCycles(p) - p.pipeline - (p.activationBits === 16 ? 0 : 1);
}

/** Core cycles from a vector's last bus beat to its reciprocal root mean square. */
export function rsqrtLatencyCycles(p: Timing): number {
  return 3 + Math.floor(Math.log2(p.rows) / p.sumLevels) + (p.activationBits === 8 ? 3 : 2) * p.pipeline;
}
