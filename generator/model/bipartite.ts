import type { BipartiteTable, TableFields } from './integer-model.ts';

/** What a table approximates. */
export interface TableTarget {
  readonly fields: TableFields;
  /** Bits of the value, unsigned. */
  readonly outBits: number;
  /** Index bits above x0 that select another function (rsqrt: the parity); 0 or 1. */
  readonly selectBits: number;
  /** The exact value (a real number) for the whole index, the selecting bits uppermost. */
  readonly value: (index: number) => number;
  /** No sum T0 + T1 exceeds this, so that no unit has to clamp. */
  readonly largest: number;
  /** Index 0 has its value exactly. */
  readonly exactAtZero: boolean;
}

/** Gauges that are tried: T1 may rise by a fraction of a unit that T0 gives up, and both round differently. */
const GAUGES = 16;
/** Rounds of alternating improvement; the error stops falling after two or three. */
const ROUNDS = 6;
/** Weight of a value that must be met exactly, against 1/value of the others. */
const EXACT_WEIGHT = 1e9;

/**
 * Bipartite table: value ≈ T0[x0|x1] + T1[x0|x2], the index being x0|x1|x2, most significant first.
 *
 * Entries that share x0 are a problem of their own. There a segment (one x1) is nearly straight, and all have nearly
 * one slope, so T1 is this slope and T0 the segment's centre. Starting from there, T0 and T1 are chosen in turn, each
 * entry as the integer with the smallest largest relative error over all indices that use it: the errors of a
 * segment balance around 0, and the two roundings partly cancel.
 * Source: Das Sarma and Matula, "Faithful bipartite ROM reciprocal tables", ARITH 12, 1995 (the decomposition).
 */
export function bipartiteTable(target: TableTarget): BipartiteTable {
  const { k0, k1, k2 } = target.fields;
  const [groups, rows, columns] = [2 ** (k0 + target.selectBits), 2 ** k1, 2 ** k2];
  const t0 = new Int32Array(groups * rows);
  const t1 = new Int32Array(k2 === 0 ? 0 : groups * columns);
  let t1Bits = 0;
  for (let group = 0; group < groups; group++) {
    const samples = groupSamples(target, group, rows, columns);
    const fit = k2 === 0 ? fitWithoutT1(samples) : centred(bestFit(samples, target.largest));
    t0.set(fit.t0, group * rows);
    if (k2 > 0) t1.set(fit.t1, group * columns);
    t1Bits = k2 === 0 ? 0 : Math.max(t1Bits, signedBits(fit.t1));
  }
  if (t0.some((entry) => entry < 0 || entry >= 2 ** target.outBits))
    throw new Error('a T0 entry left its range');
  return { fields: target.fields, outBits: target.outBits, t0, t1, t1Bits };
}

/** Exact values and weights (reciprocal, for relative errors) of the entries of one x0: [x1][x2]. */
interface Samples {
  readonly values: readonly (readonly number[])[];
  readonly weights: readonly (readonly number[])[];
}

interface Fit {
  readonly t0: readonly number[];
  readonly t1: readonly number[];
}

function groupSamples(target: TableTarget, group: number, rows: number, columns: number): Samples {
  const indices = Array.from({ length: rows }, (_, x1) =>
    Array.from({ length: columns }, (_, x2) => (group * rows + x1) * columns + x2),
  );
  const weight = (index: number): number =>
    index === 0 && target.exactAtZero ? EXACT_WEIGHT : 1 / target.value(index);
  return {
    values: indices.map((row) => row.map((index) => Math.min(target.value(index), target.largest))),
    weights: indices.map((row) => row.map(weight)),
  };
}

function fitWithoutT1({ values, weights }: Samples): Fit {
  return { t0: values.map((row, x1) => nearestOffset(row, weights[x1] ?? [], [0], Infinity)), t1: [] };
}

function bestFit(samples: Samples, largest: number): Fit {
  const fits = Array.from({ length: GAUGES }, (_, gauge) => alternate(samples, largest, gauge / GAUGES));
  return fits.reduce((best, fit) => (largestError(samples, fit) < largestError(samples, best) ? fit : best));
}

function alternate({ values, weights }: Samples, largest: number, gauge: number): Fit {
  const columnsOf = (table: Samples['values']): number[][] =>
    (table[0] ?? []).map((_, x2) => table.map((row) => row[x2] ?? 0));
  const [columns, columnWeights] = [columnsOf(values), columnsOf(weights)];
  const centres = values.map((row) => mean(row));
  let t1 = columns.map((column) => Math.round(mean(column) - mean(centres) + gauge));
  let t0: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const previous = t1;
    t0 = values.map((row, x1) => nearestOffset(row, weights[x1] ?? [], previous, largest));
    const rows = t0;
    t1 = columns.map((column, x2) => nearestOffset(column, columnWeights[x2] ?? [], rows, largest));
  }
  return { t0, t1 };
}

/** The integer t that minimises max weight·|t + other − value| with every t + other ≤ largest. */
function nearestOffset(
  values: readonly number[],
  weights: readonly number[],
  others: readonly number[],
  largest: number,
): number {
  const wanted = values.map((value, i) => value - (others[i] ?? 0));
  const highest = largest - Math.max(...others);
  let best = Math.min(highest, Math.floor(Math.min(...wanted)));
  let bestError = Infinity;
  for (let t = best; t <= Math.min(highest, Math.ceil(Math.max(...wanted))); t++) {
    const error = Math.max(...wanted.map((value, i) => (weights[i] ?? 0) * Math.abs(t - value)));
    if (error < bestError) [best, bestError] = [t, error];
  }
  return best;
}

function largestError({ values, weights }: Samples, { t0, t1 }: Fit): number {
  const errors = values.flatMap((row, x1) =>
    row.map((value, x2) => (weights[x1]?.[x2] ?? 0) * Math.abs((t0[x1] ?? 0) + (t1[x2] ?? 0) - value)),
  );
  return Math.max(...errors);
}

/** The same sums with T1 around 0, which makes it narrowest. */
function centred({ t0, t1 }: Fit): Fit {
  const centre = Math.ceil((Math.min(...t1) + Math.max(...t1)) / 2);
  return { t0: t0.map((entry) => entry + centre), t1: t1.map((entry) => entry - centre) };
}

/** Bits of two's complement that hold every value, at least 1. */
function signedBits(values: readonly number[]): number {
  let bits = 1;
  while (values.some((value) => value >= 2 ** (bits - 1) || value < -(2 ** (bits - 1)))) bits++;
  return bits;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
