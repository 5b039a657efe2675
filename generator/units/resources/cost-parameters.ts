import type { BipartiteTable, IntegerTables, TableFields } from '../../model/integer-model.ts';
import { integerTables } from '../../model/tables.ts';
import type { Plan } from '../../sizing/plan.ts';
import type { CoreParameters } from '../core-parameters.ts';

/** Sizes of a bipartite table's two memories. */
export interface TableSize {
  readonly fields: TableFields;
  readonly outBits: number;
  readonly t1Bits: number;
}

/** All that the cost of a unit may depend on. */
export interface CostParameters extends CoreParameters {
  readonly plan: Plan;
  /** Elements of all heads. */
  readonly width: number;
  readonly tables: Readonly<Record<keyof IntegerTables, TableSize | null>>;
  /** Words of the sequencer's program. */
  readonly programWords: number;
}

/** Micro-operations of a layer (k, v, q, attention, wo, up, down), and of the rest (embedding, identity, head, end). */
const LAYER_OPERATIONS = 7;
const OTHER_OPERATIONS = 4;

/** What costs depend on, from the parameters of a core. */
export function costParameters(p: CoreParameters, plan: Plan): CostParameters {
  return {
    ...p,
    plan,
    width: p.heads * p.headDim,
    tables: tableSizes(p),
    // A gate more in each layer; where positions are rotations, no identity.
    programWords: (LAYER_OPERATIONS + (p.gate === 'none' ? 0 : 1)) * p.layers + OTHER_OPERATIONS - p.rotary,
  };
}

/** Bits of a table's memories; `parity` doubles them. */
export function tableBits(table: TableSize | null, parity = 0): number {
  if (table === null) return 0;
  const { k0, k1, k2 } = table.fields;
  return 2 ** parity * (2 ** (k0 + k1) * table.outBits + (k2 > 0 ? 2 ** (k0 + k2) * table.t1Bits : 0));
}

/** Sizes of the tables, which the formats fix. */
function tableSizes(p: CoreParameters): CostParameters['tables'] {
  const { scaleBits, reciprocalBits, scoreFrac, probBits, logitFrac, samplerWeightBits } = p;
  const tables = integerTables({
    activationFormat: p.activationBits === 8 ? 'int8' : 'int16',
    scaleBits,
    reciprocalBits,
    scoreFrac,
    probBits,
    logitFrac,
    samplerWeightBits,
  });
  return {
    reciprocal: sizeOf(tables.reciprocal),
    rsqrt: sizeOf(tables.rsqrt),
    attention_exp2: sizeOf(tables.attention_exp2),
    attention_reciprocal: sizeOf(tables.attention_reciprocal),
    sampler_exp2: sizeOf(tables.sampler_exp2),
  };
}

function sizeOf(table: BipartiteTable | null): TableSize | null {
  return table === null ? null : { fields: table.fields, outBits: table.outBits, t1Bits: table.t1Bits };
}
