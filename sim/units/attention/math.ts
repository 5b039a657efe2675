import type {
  BipartiteTable,
  IntegerFormats,
  IntegerTables,
  ModelShape,
} from '../../../generator/model/integer-model.ts';
import { bitLength, clamp, limitOf, nearestEven, powerOfTwo } from '../../math/fixed-point.ts';
import { indexBits, lookUp } from '../../math/table.ts';
import { createQuantisedHeads, type QuantisedHeads, quantiseHeads } from '../kv_quantise/math.ts';

/** Shifts of docs/arithmetic.md §6a. */
export interface ScaledFormats {
  /** DS, SS and OS. */
  readonly dotShift: number;
  readonly scoreShift: number;
  readonly outShift: number;
  /** VG */
  readonly valueGuard: number;
}

/** Formats of docs/arithmetic.md §6, and with `kvScaled` those of §6a. */
export type AttentionFormats = Pick<
  IntegerFormats,
  | 'xBits'
  | 'xFrac'
  | 'qFrac'
  | 'kFrac'
  | 'vFrac'
  | 'scoreFrac'
  | 'scoreBits'
  | 'reciprocalBits'
  | 'attentionGuardBits'
> & { readonly kvScaled?: boolean } & Partial<ScaledFormats>;

/** Several query heads may share a key-value head; without `kvHeads` each has its own. */
type AttentionShape = Pick<ModelShape, 'layers' | 'heads' | 'headDim' | 'context'> & {
  readonly kvHeads?: number;
};

/** Keys and values of one sequence, and what its attention computes with. */
export interface AttentionCache {
  readonly shape: Required<AttentionShape>;
  readonly formats: AttentionFormats;
  /** layers × context rows of kvHeads heads; kvBits an element. Mantissas and exponents only where there are scales. */
  readonly keys: QuantisedHeads;
  readonly values: QuantisedHeads;
  /** What quantises them; null without scales. */
  readonly quantiser: BipartiteTable | null;
  /** The tables written out, one entry an index. */
  readonly exp2: Int32Array;
  readonly reciprocal: Int32Array;
  readonly reciprocalBits: number;
  /** Running sums of one head; exact integers that may exceed 32 bits. */
  readonly sums: Float64Array;
  /** 2^(SF − qFrac − kFrac) and 2^−(AB + RB + vFrac − xFrac); with scales 2^−SS and 2^−OS. */
  readonly scoreScale: number;
  readonly outScale: number;
  /** With scales 2^−DS and 2^−(11 + HB − 2 − VG), else 1. */
  readonly dotScale: number;
  readonly probabilityScale: number;
}

export function createAttentionCache(
  model: { readonly shape: AttentionShape; readonly formats: AttentionFormats },
  tables: Pick<IntegerTables, 'attention_exp2' | 'attention_reciprocal'> & Partial<IntegerTables>,
): AttentionCache {
  const { layers, heads, kvHeads = heads, headDim, context } = model.shape;
  const { reciprocalBits, kvScaled = false } = model.formats;
  const size = layers * context * kvHeads;
  const quantiser = kvScaled ? (tables.reciprocal ?? null) : null;
  if (kvScaled && quantiser === null)
    throw new Error('keys and values with scales need the reciprocal table');
  const all = (table: IntegerTables['rsqrt']) =>
    Int32Array.from({ length: 2 ** indexBits(table) }, (_unused, index) => lookUp(table, index));
  return {
    shape: { layers, heads, kvHeads, headDim, context },
    formats: model.formats,
    keys: createQuantisedHeads(size, headDim),
    values: createQuantisedHeads(size, headDim),
    quantiser,
    exp2: all(tables.attention_exp2),
    reciprocal: all(tables.attention_reciprocal),
    reciprocalBits: indexBits(tables.attention_reciprocal),
    sums: new Float64Array(headDim),
    ...(kvScaled ? scaledPowers(model.formats) : staticPowers(model.formats, reciprocalBits)),
  };
}

type Powers = Pick<AttentionCache, 'scoreScale' | 'outScale' | 'dotScale' | 'probabilityScale'>;

function staticPowers(formats: AttentionFormats, reciprocalBits: number): Powers {
  const { qFrac, kFrac, vFrac, xFrac, scoreFrac, attentionGuardBits } = formats;
  return {
    scoreScale: 2 ** (scoreFrac - qFrac - kFrac),
    outScale: 2 ** (xFrac - vFrac - reciprocalBits - attentionGuardBits),
    dotScale: 1,
    probabilityScale: 1,
  };
}

function scaledPowers({ dotShift, scoreShift, outShift, valueGuard }: AttentionFormats): Powers {
  if (
    dotShift === undefined ||
    scoreShift === undefined ||
    outShift === undefined ||
    valueGuard === undefined
  ) {
    throw new Error('keys and values with scales need dotShift, scoreShift, outShift and valueGuard');
  }
  return {
    scoreScale: 2 ** -scoreShift,
    outScale: 2 ** -outShift,
    dotScale: 2 ** -dotShift,
    probabilityScale: 2 ** (valueGuard - 11 - 14),
  };
}

/** Stores a key, int[kvHeads × headDim]: kvBits each, or with scales 16 bits, which are quantised here. */
export function storeKey(cache: AttentionCache, layer: number, position: number, key: Int32Array): void {
  storeRow(cache, cache.keys, layer, position, key);
}

/** Stores a value, likewise. */
export function storeValue(cache: AttentionCache, layer: number, position: number, value: Int32Array): void {
  storeRow(cache, cache.values, layer, position, value);
}

function storeRow(
  { shape: { kvHeads, headDim, context }, quantiser, formats }: AttentionCache,
  rows: QuantisedHeads,
  layer: number,
  position: number,
  row: Int32Array,
): void {
  const head = (layer * context + position) * kvHeads;
  if (quantiser !== null) {
    quantiseHeads(row, kvHeads, headDim, rows, head, quantiser, formats.reciprocalBits);
    return;
  }
  for (let i = 0; i < kvHeads * headDim; i++) rows.codes[head * headDim + i] = row[i]!;
}

/** Attention of `query`, int[width], over positions 0 … position of a layer; writes out: int[width], xBits each. */
export function attend(
  cache: AttentionCache,
  layer: number,
  position: number,
  query: Int32Array,
  out: Int32Array,
): void {
  const { heads, kvHeads, headDim, context } = cache.shape;
  for (let head = 0; head < heads; head++) {
    const kvHead = layer * context * kvHeads + Math.floor((head * kvHeads) / heads);
    attendHead(cache, kvHead, position, head * headDim, query, out);
  }
}

/** One head, whose elements begin at `first` of the query; `kvHead` is the key-value head of position 0. */
function attendHead(
  cache: AttentionCache,
  kvHead: number,
  position: number,
  first: number,
  query: Int32Array,
  out: Int32Array,
): void {
  const { exp2, sums, scoreScale, dotScale, probabilityScale } = cache;
  const { codes: keys, mantissas, exponents } = cache.keys;
  const { codes: values } = cache.values;
  const { kvHeads, headDim } = cache.shape;
  const { scoreFrac, scoreBits } = cache.formats;
  const scaled = cache.quantiser !== null;
  const one = powerOfTwo(scoreFrac);
  const mask = one - 1;
  const scoreLimit = limitOf(scoreBits);
  let highest = 0;
  let total = 0;
  for (let i = 0; i < headDim; i++) sums[i] = 0;
  for (let j = 0; j <= position; j++) {
    const head = kvHead + j * kvHeads;
    const row = head * headDim;
    let dot = 0;
    for (let i = 0; i < headDim; i++) dot += query[first + i]! * keys[row + i]!;
    if (scaled) dot = Math.ceil(dot * dotScale) * mantissas[head]! * powerOfTwo(exponents[head]!);
    // A score has at most 18 bits: from here on 32-bit operators are exact.
    const score = clamp(nearestEven(dot * scoreScale), scoreLimit);
    const ceiling = (score + mask) >> scoreFrac;
    if (j === 0) {
      highest = ceiling;
    } else if (ceiling > highest) {
      const shrink = 2 ** (highest - ceiling);
      highest = ceiling;
      total = Math.floor(total * shrink);
      for (let i = 0; i < headDim; i++) sums[i] = Math.floor(sums[i]! * shrink);
    }
    const distance = highest * one - score;
    const exponent = distance >> scoreFrac;
    const probability = exponent > 31 ? 0 : exp2[distance & mask]! >> exponent;
    total += probability;
    let weight = probability;
    if (scaled) {
      const worth = cache.values.mantissas[head]! * powerOfTwo(cache.values.exponents[head]!);
      weight = Math.floor(probability * worth * probabilityScale);
    }
    for (let i = 0; i < headDim; i++) sums[i] = sums[i]! + weight * values[row + i]!;
  }
  divide(cache, total, first, out);
}

/** o = clampX(rhe(floor(acc · 2^AB / 2^λ) · ρ · outScale)) for the sums of one head. */
function divide(cache: AttentionCache, total: number, first: number, out: Int32Array): void {
  const { formats, reciprocal, sums, outScale } = cache;
  const { xBits } = formats;
  const lambda = bitLength(total) - 1;
  const below = total - powerOfTwo(lambda);
  const rho = reciprocal[Math.floor(below * powerOfTwo(cache.reciprocalBits - lambda))]!;
  const normalise = powerOfTwo(formats.attentionGuardBits - lambda);
  const { headDim } = cache.shape;
  const limit = limitOf(xBits);
  for (let i = 0; i < headDim; i++) {
    out[first + i] = clamp(nearestEven(Math.floor(sums[i]! * normalise) * rho * outScale), limit);
  }
}
