import type { ArrayUnit } from '../sizing/plan.ts';
import type { ArrayOperation } from './array-operation.ts';
import type { CoreParameters } from './core-parameters.ts';
import { lookupCompletingBeat, lookupLatencyCycles } from './lookup_array/latency.ts';
import { arrayLatencyCycles, completingBeat } from './matmul_array/latency.ts';

interface ArrayTimes {
  /** Core cycles from a beat to the result that it completes. */
  readonly latency: (p: CoreParameters) => number;
  /** Core cycles by which an operation may be issued before the first operand word comes. */
  readonly lead: (p: CoreParameters) => number;
  /** The beat that completes a tile; the last tile's is the operation's last one. */
  readonly completingBeat: (operation: ArrayOperation, tile: number) => number;
}

export const ARRAY_TIMES: Readonly<Record<ArrayUnit, ArrayTimes>> = {
  matmul_array: { latency: arrayLatencyCycles, lead: ({ weightDelay }) => weightDelay, completingBeat },
  // It has to know whether the vector is a new one.
  lookup_array: { latency: lookupLatencyCycles, lead: () => 0, completingBeat: lookupCompletingBeat },
};
