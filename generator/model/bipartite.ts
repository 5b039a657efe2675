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
const GAUGES = 8;
/** Rounds of alternating improvement; the error stops falling after two or three. */
const ROUNDS = 3;

/**
 * Bipartite table: value ≈ T0[x0|x1] + T1[x0|x2], the index being x0|x1|x2, most significant first.
 *
 * Entries that share x0 are a problem of their own. There a segment (one x1) is nearly straight, and all have nearly
 * one slope, so T1 is this slope and T0 the segment's centre. Starting from there, T0 and T1 are chosen in turn, each
 * entry in the middle of what the indices that use it want: their errors balance around 0, and the two roundings partly
 * cancel. Of several beginnings the one with the smallest largest relative error is taken.
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
    const fit = k2 === 0 ? fitWithoutT1(samples) : centred(bestFit(samples));
    t0.set(fit.t0, group * rows);
    if (k2 > 0) t1.set(fit.t1, group * columns);
    t1Bits = k2 === 0 ? 0 : Math.max(t1Bits, signedBits(fit.t1));
  }
  if (t0.some((entry) => entry < 0 || entry >= 2 ** target.outBits))
    throw new Error('a T0 entry left its range');
  return { fields: target.fields, outBits: target.outBits, t0, t1, t1Bits };
}

/** Exact values of the entries of one x0: values[x1 · columns + x2]. */
interface Samples {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** No sum may exceed this. */
  readonly largest: number;
  /** The first value must be met exactly. */
  readonly exactFirst: boolean;
}

interface Fit {
  readonly t0: Int32Array;
  readonly t1: Int32Array;
}

function groupSamples(target: TableTarget, group: number, rows: number, columns: number): Samples {
  const { largest, exactAtZero } = target;
  const values = Float64Array.from({ length: rows * columns }, (_, entry) =>
    Math.min(target.value(group * rows * columns + entry), largest),
  );
  return { values, rows, columns, largest, exactFirst: exactAtZero && group === 0 };
}

function fitWithoutT1(samples: Samples): Fit {
  return fitT0(samples, new Int32Array(1));
}

function bestFit(samples: Samples): Fit {
  const fits = Array.from({ length: GAUGES }, (_, gauge) => alternate(samples, gauge / GAUGES));
  const errors = fits.map((fit) => largestError(samples, fit));
  const best = fits[errors.indexOf(Math.min(...errors))];
  if (best === undefined) throw new Error('there is a gauge');
  return best;
}

function alternate(samples: Samples, gauge: number): Fit {
  let fit = fitT0(samples, slopes(samples, gauge));
  for (let round = 0; round < ROUNDS; round++) fit = fitT0(samples, fitT1(samples, fit.t0));
  return fit;
}

/** T1 before any T0: the mean over x1 of how far each x2 lies from the mean of all. */
function slopes({ values, rows, columns }: Samples, gauge: number): Int32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Int32Array.from({ length: columns }, (_, x2) => {
    let sum = 0;
    for (let x1 = 0; x1 < rows; x1++) sum += values[x1 * columns + x2] ?? 0;
    return Math.round(sum / rows - mean + gauge);
  });
}

function fitT0(samples: Samples, t1: Int32Array): Fit {
  const { values, rows, columns, exactFirst } = samples;
  const t0 = Int32Array.from({ length: rows }, (_, x1) => {
    const row = values.subarray(x1 * columns, (x1 + 1) * columns);
    return middle(row, t1, samples.largest, exactFirst && x1 === 0);
  });
  return { t0, t1 };
}

function fitT1(samples: Samples, t0: Int32Array): Int32Array {
  const { values, rows, columns, exactFirst } = samples;
  return Int32Array.from({ length: columns }, (_, x2) => {
    const column = Float64Array.from({ length: rows }, (_entry, x1) => values[x1 * columns + x2] ?? 0);
    return middle(column, t0, samples.largest, exactFirst && x2 === 0);
  });
}

/** The integer in the middle of all value − other, no sum with another exceeding `largest`. */
function middle(values: Float64Array, others: Int32Array, largest: number, exactFirst: boolean): number {
  if (exactFirst) return Math.round((values[0] ?? 0) - (others[0] ?? 0));
  let [low, high, highestOther] = [Infinity, -Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const other = others[i] ?? 0;
    const wanted = (values[i] ?? 0) - other;
    low = Math.min(low, wanted);
    high = Math.max(high, wanted);
    highestOther = Math.max(highestOther, other);
  }
  return Math.min(Math.round((low + high) / 2), largest - highestOther);
}

/** Relative to the exact value. */
function largestError({ values, rows, columns }: Samples, { t0, t1 }: Fit): number {
  let worst = 0;
  for (let x1 = 0, entry = 0; x1 < rows; x1++) {
    for (let x2 = 0; x2 < columns; x2++, entry++) {
      const exact = values[entry] ?? 1;
      worst = Math.max(worst, Math.abs((t0[x1] ?? 0) + (t1[x2] ?? 0) - exact) / exact);
    }
  }
  return worst;
}

/** The same sums with T1 around 0, which makes it narrowest. */
function centred({ t0, t1 }: Fit): Fit {
  const centre = Math.ceil((Math.min(...t1) + Math.max(...t1)) / 2);
  return { t0: t0.map((entry) => entry + centre), t1: t1.map((entry) => entry - centre) };
}

/** Bits of two's complement that hold every value, at least 1. */
function signedBits(values: Int32Array): number {
  let bits = 1;
  while (values.some((value) => value >= 2 ** (bits - 1) || value < -(2 ** (bits - 1)))) bits++;
  return bits;
}
