import { bipartiteTable } from './bipartite.ts';
import type { BipartiteTable, IntegerFormats, IntegerTables, TableFields } from './integer-model.ts';

/** What the tables depend on. */
export type TableFormats = Pick<
  IntegerFormats,
  | 'activationFormat'
  | 'scaleBits'
  | 'reciprocalBits'
  | 'scoreFrac'
  | 'probBits'
  | 'logitFrac'
  | 'samplerWeightBits'
>;

/** Tables by what they depend on: they take longer than the rest of step ②, and a property test quantises often. */
const made = new Map<string, IntegerTables>();

/** Contents of all tables, docs/arithmetic.md §2. Only +, ·, / and the square root are used: every machine agrees. */
export function integerTables(formats: TableFormats): IntegerTables {
  const { activationFormat, scaleBits, reciprocalBits, scoreFrac, probBits, logitFrac, samplerWeightBits } =
    formats;
  const key = [
    activationFormat,
    scaleBits,
    reciprocalBits,
    scoreFrac,
    probBits,
    logitFrac,
    samplerWeightBits,
  ].join();
  const tables = made.get(key) ?? makeTables(formats);
  made.set(key, tables);
  return tables;
}

function makeTables(formats: TableFormats): IntegerTables {
  const int8 = formats.activationFormat === 'int8';
  const fields = int8 ? { k0: 4, k1: 4, k2: 4 } : { k0: 5, k1: 5, k2: 5 };
  const { scaleBits, reciprocalBits, scoreFrac, probBits, logitFrac, samplerWeightBits } = formats;
  return {
    reciprocal: int8 ? reciprocalTable(fields, reciprocalBits, 127 / 128) : null,
    rsqrt: rsqrtTable(fields, scaleBits),
    attention_exp2: exp2Table(attentionExp2Fields(scoreFrac), probBits),
    attention_reciprocal: reciprocalTable(fields, reciprocalBits, 1),
    sampler_exp2: exp2Table(samplerExp2Fields(logitFrac), samplerWeightBits),
  };
}

/** Index bits K of a table, the selecting bit of rsqrt left out. */
export function indexBits({ k0, k1, k2 }: TableFields): number {
  return k0 + k1 + k2;
}

/** value ≈ 2^outBits · factor/(1 + u), at most 2^outBits − 1; u is the middle of what was truncated to the index. */
function reciprocalTable(fields: TableFields, outBits: number, factor: number): BipartiteTable {
  const size = 2 ** indexBits(fields);
  return bipartiteTable({
    fields,
    outBits,
    selectBits: 0,
    value: (index) => (2 ** outBits * factor) / (1 + (index + 0.5) / size),
    largest: 2 ** outBits - 1,
    exactAtZero: false,
  });
}

/** value ≈ 2^outBits/√((1 + u)·2^parity), at most 2^outBits − 1; the parity is the index's uppermost bit. */
function rsqrtTable(fields: TableFields, outBits: number): BipartiteTable {
  const size = 2 ** indexBits(fields);
  return bipartiteTable({
    fields,
    outBits,
    selectBits: 1,
    value: (index) => {
      const parity = Math.floor(index / size);
      return 2 ** outBits / Math.sqrt((1 + ((index % size) + 0.5) / size) * 2 ** parity);
    },
    largest: 2 ** outBits - 1,
    exactAtZero: false,
  });
}

/** value ≈ 2^fraction · 2^(−u) in fraction + 1 bits, 2^fraction exactly at u = 0 and nowhere more; u is exact. */
function exp2Table(fields: TableFields, fraction: number): BipartiteTable {
  const bits = indexBits(fields);
  return bipartiteTable({
    fields,
    outBits: fraction + 1,
    selectBits: 0,
    value: (index) => 2 ** fraction * negativePowerOfTwo(index, bits),
    largest: 2 ** fraction,
    exactAtZero: true,
  });
}

/** 2^(−index/2^bits) from square roots, whose result IEEE 754 fixes, as against that of Math.pow. */
function negativePowerOfTwo(index: number, bits: number): number {
  let result = 1;
  let root = 0.5;
  for (let bit = bits - 1; bit >= 0; bit--) {
    root = Math.sqrt(root);
    if (Math.floor(index / 2 ** bit) % 2 === 1) result *= root;
  }
  return result;
}

function attentionExp2Fields(scoreFrac: number): TableFields {
  if (scoreFrac === 8) return { k0: 8, k1: 0, k2: 0 };
  if (scoreFrac === 10) return { k0: 4, k1: 3, k2: 3 };
  throw new Error(`no fields for scores of ${scoreFrac} fraction bits`);
}

/** Where step ② has to take fraction bits from the logits, the last ones go; 8 bits need no second table. */
function samplerExp2Fields(logitFrac: number): TableFields {
  if (logitFrac === 8) return { k0: 8, k1: 0, k2: 0 };
  const low = Math.floor(logitFrac / 3);
  return { k0: logitFrac - 2 * low, k1: low, k2: low };
}
