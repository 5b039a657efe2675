import type { UnitWeights } from './unit-cost.ts';

/** Weights of the units' terms by unit and fabric; written by `scripts/calibrate-units.ts`, never by hand. */
export const WEIGHTS: Readonly<Record<string, Readonly<Record<string, UnitWeights>>>> = {};
