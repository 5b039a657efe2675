import type { ArrayUnit } from '../../generator/sizing/plan.ts';
import type { CoreParameters } from '../../generator/units/core-parameters.ts';
import { lookupFree, lookupOperandRead, lookupResult } from '../units/lookup_array/timing.ts';
import { arrayFree, operandRead, tileResult } from '../units/matmul_array/timing.ts';
import type { ArrayWork } from './array-work.ts';

interface ArrayUnitTimes {
  /** Core cycle in which an operand word is read first. */
  readonly operandRead: (issue: number, word: number, work: ArrayWork, p: CoreParameters) => number;
  /** Core cycle in which the result of a tile leaves. */
  readonly result: (issue: number, tile: number, work: ArrayWork, p: CoreParameters) => number;
  /** First core cycle in which the next operation may be issued. */
  readonly free: (issue: number, work: ArrayWork) => number;
}

export const ARRAY_UNIT_TIMES: Readonly<Record<ArrayUnit, ArrayUnitTimes>> = {
  matmul_array: { operandRead, result: tileResult, free: arrayFree },
  lookup_array: { operandRead: lookupOperandRead, result: lookupResult, free: lookupFree },
};
