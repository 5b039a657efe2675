import type { Parameters } from './parameters.ts';

/**
 * Where and how a training run rounds its numbers. Every method gives the values that the forward pass uses in place
 * of the exact ones; gradients go straight through to the exact ones, as if nothing had been rounded.
 */
export interface Precision {
  /** Weights as the forward pass uses them, written to `used`. */
  roundWeights(exact: Parameters, used: Parameters): void;
  /** The input of a linear operation, x[count, width] → out[count, width]. */
  roundInput(x: Float64Array, out: Float64Array, count: number, width: number): void;
  /** Queries, keys and values, in place on length values. Values that clip are set to `±limit`. */
  roundHeads(x: Float64Array, length: number): void;
  /** Beyond this magnitude queries, keys and values clip, and no gradient passes. */
  readonly headLimit: number;
}
