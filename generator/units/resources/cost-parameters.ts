import type { BipartiteTable, IntegerModel, IntegerTables, TableFields } from '../../model/integer-model.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type CoreParameters, coreParameters } from '../core-parameters.ts';

/** Sizes of a bipartite table's two memories, in bits of an index and of a word. */
export interface TableSize {
  readonly fields: TableFields;
  readonly outBits: number;
  readonly t1Bits: number;
}

/** All that the cost of a unit may depend on. */
export interface CostParameters extends CoreParameters {
  /** Elements of the residual stream. */
  readonly width: number;
  readonly plan: Plan;
  readonly tables: Readonly<Record<keyof IntegerTables, TableSize | null>>;
  /** Words of the sequencer's program. */
  readonly programWords: number;
  /** Bits of weights that are not the padding of a matrix, of all bits of the weight words. */
  readonly weightDensity: number;
}

/** What a plan makes of a model, as far as costs go. */
export function costParameters(model: IntegerModel, plan: Plan): CostParameters {
  const p = coreParameters(model, plan);
  const weights = model.linears.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  const size = (table: BipartiteTable | null): TableSize | null =>
    table === null ? null : { fields: table.fields, outBits: table.outBits, t1Bits: table.t1Bits };
  const { reciprocal, rsqrt, attention_exp2, attention_reciprocal, sampler_exp2 } = model.tables;
  return {
    ...p,
    width: model.shape.width,
    plan,
    tables: {
      reciprocal: size(reciprocal),
      rsqrt: size(rsqrt),
      attention_exp2: size(attention_exp2),
      attention_reciprocal: size(attention_reciprocal),
      sampler_exp2: size(sampler_exp2),
    },
    // One word an operation, and the end.
    programWords: model.operations.length + 1,
    weightDensity: weights / (p.weightWords * p.rows * p.lanes),
  };
}

/** Bits of a table's memories; `parity` doubles them. */
export function tableBits(table: TableSize | null, parity = 0): number {
  if (table === null) return 0;
  const { k0, k1, k2 } = table.fields;
  return 2 ** parity * (2 ** (k0 + k1) * table.outBits + (k2 > 0 ? 2 ** (k0 + k2) * table.t1Bits : 0));
}
