import type { ArrayUnit } from '../sizing/plan.ts';
import type { ArrayOperation } from './array-operation.ts';
import type { CoreParameters } from './core-parameters.ts';
import { lookupCompletingBeat, lookupLatencyCycles } from './lookup_array.ts';
import { arrayLatencyCycles, completingBeat } from './matmul_array.ts';

interface ArrayTimes {
  /** Core cycles from a beat to the result that it completes. */
  readonly latency: (p: CoreParameters) => number;
  /** The beat that completes a tile; the last tile's is the operation's last one. */
  readonly completingBeat: (operation: ArrayOperation, tile: number) => number;
}

export const ARRAY_TIMES: Readonly<Record<ArrayUnit, ArrayTimes>> = {
  matmul_array: { latency: arrayLatencyCycles, completingBeat },
  lookup_array: { latency: lookupLatencyCycles, completingBeat: lookupCompletingBeat },
};
