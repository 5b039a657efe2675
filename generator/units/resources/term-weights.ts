/** Amounts of logic or of registers by what they are for, in bits or in what else they grow with. */
export type Terms = Readonly<Record<string, number>>;

/** Weights of a unit's terms: LUTs and flip-flops each. */
export interface UnitWeights {
  readonly logic: Terms;
  readonly registers: Terms;
}

/** Weights by unit and fabric. */
export type Weights = Readonly<Record<string, Readonly<Record<string, UnitWeights>>>>;
