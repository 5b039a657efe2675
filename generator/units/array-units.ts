import type { ArrayUnit } from '../sizing/plan.ts';
import type { ArrayOperation } from './array-operation.ts';
import type { UnitContext } from './context.ts';
import { lookupCompletingBeat, lookupLatencyCycles } from './lookup_array/latency.ts';
import { lookupArrayParameters } from './lookup_array/parameters.ts';
import { arrayLatencyCycles, completingBeat } from './matmul_array/latency.ts';
import { matmulArrayParameters } from './matmul_array/parameters.ts';
import { weightDelay } from './weight_store/parameters.ts';

interface ArrayTimes {
  /** Core cycles from a beat to the result that it completes. */
  readonly latency: (context: UnitContext) => number;
  /** Core cycles by which an operation may be issued before the first operand word comes. */
  readonly lead: (context: UnitContext) => number;
  /** The beat that completes a tile; the last tile's is the operation's last one. */
  readonly completingBeat: (operation: ArrayOperation, tile: number) => number;
}

export const ARRAY_TIMES: Readonly<Record<ArrayUnit, ArrayTimes>> = {
  matmul_array: {
    latency: (context) => arrayLatencyCycles(matmulArrayParameters(context)),
    lead: ({ plan }) => weightDelay(plan),
    completingBeat,
  },
  lookup_array: {
    latency: (context) => lookupLatencyCycles(lookupArrayParameters(context)),
    // It has to know whether the vector is a new one.
    lead: () => 0,
    completingBeat: lookupCompletingBeat,
  },
};
