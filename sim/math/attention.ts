import type { IntegerFormats, IntegerTables, ModelShape } from '../../generator/model/integer-model.ts';
import { bitLength, clamp, limitOf, nearestEven } from './fixed-point.ts';
import { indexBits, lookUp } from './table.ts';

/** Formats of docs/arithmetic.md §6. */
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
>;

/** Keys and values of one sequence, and what its attention computes with. */
export interface AttentionCache {
  readonly shape: Pick<ModelShape, 'layers' | 'heads' | 'kvHeads' | 'headDim' | 'context'>;
  readonly formats: AttentionFormats;
  /** int[layers × context × kvHeads × headDim], kvBits each. */
  readonly keys: Int16Array;
  readonly values: Int16Array;
  /** The tables written out, one entry an index. */
  readonly exp2: Int32Array;
  readonly reciprocal: Int32Array;
  readonly reciprocalBits: number;
  /** Running sums of one head; exact integers that may exceed 32 bits. */
  readonly sums: Float64Array;
  /** 2^(SF − qFrac − kFrac) and 2^−(AB + RB + vFrac − xFrac). */
  readonly scoreScale: number;
  readonly outScale: number;
}

export function createAttentionCache(
  model: { readonly shape: AttentionCache['shape']; readonly formats: AttentionFormats },
  tables: Pick<IntegerTables, 'attention_exp2' | 'attention_reciprocal'>,
): AttentionCache {
  const { layers, kvHeads, headDim, context } = model.shape;
  const { qFrac, kFrac, vFrac, xFrac, scoreFrac, reciprocalBits, attentionGuardBits } = model.formats;
  const size = layers * context * kvHeads * headDim;
  const all = (table: IntegerTables['rsqrt']) =>
    Int32Array.from({ length: 2 ** indexBits(table) }, (_unused, index) => lookUp(table, index));
  return {
    shape: model.shape,
    formats: model.formats,
    keys: new Int16Array(size),
    values: new Int16Array(size),
    exp2: all(tables.attention_exp2),
    reciprocal: all(tables.attention_reciprocal),
    reciprocalBits: indexBits(tables.attention_reciprocal),
    sums: new Float64Array(headDim),
    scoreScale: 2 ** (scoreFrac - qFrac - kFrac),
    outScale: 2 ** (xFrac - vFrac - reciprocalBits - attentionGuardBits),
  };
}

/** Stores a key, int[kvHeads × headDim]. */
export function storeKey(cache: AttentionCache, layer: number, position: number, key: Int32Array): void {
  storeRow(cache, cache.keys, layer, position, key);
}

/** Stores a value, int[kvHeads × headDim]. */
export function storeValue(cache: AttentionCache, layer: number, position: number, value: Int32Array): void {
  storeRow(cache, cache.values, layer, position, value);
}

function storeRow(
  cache: AttentionCache,
  rows: Int16Array,
  layer: number,
  position: number,
  row: Int32Array,
): void {
  const { kvHeads, headDim, context } = cache.shape;
  const width = kvHeads * headDim;
  const offset = (layer * context + position) * width;
  for (let i = 0; i < width; i++) rows[offset + i] = row[i]!;
}

/** Attention of `query`, int[heads × headDim], over positions 0 … position of a layer; writes out likewise, xBits each. */
export function attend(
  cache: AttentionCache,
  layer: number,
  position: number,
  query: Int32Array,
  out: Int32Array,
): void {
  const { heads, kvHeads, headDim, context } = cache.shape;
  const base = layer * context * kvHeads * headDim;
  for (let head = 0; head < heads; head++) {
    const shared = Math.floor((head * kvHeads) / heads) * headDim;
    attendHead(cache, base + shared, position, head * headDim, query, out);
  }
}

/** One head, whose elements begin at `first` of the query and whose keys begin at `base`, a row apart. */
function attendHead(
  cache: AttentionCache,
  base: number,
  position: number,
  first: number,
  query: Int32Array,
  out: Int32Array,
): void {
  const { keys, values, exp2, sums, scoreScale } = cache;
  const { kvHeads, headDim } = cache.shape;
  const { scoreFrac, scoreBits } = cache.formats;
  const width = kvHeads * headDim;
  const one = 2 ** scoreFrac;
  const mask = one - 1;
  const scoreLimit = limitOf(scoreBits);
  let highest = 0;
  let total = 0;
  for (let i = 0; i < headDim; i++) sums[i] = 0;
  for (let j = 0; j <= position; j++) {
    const row = base + j * width;
    let dot = 0;
    for (let i = 0; i < headDim; i++) dot += query[first + i]! * keys[row + i]!;
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
    for (let i = 0; i < headDim; i++) sums[i] = sums[i]! + probability * values[row + i]!;
  }
  divide(cache, total, first, out);
}

/** o = clampX(rhe(floor(acc · 2^AB / 2^λ) · ρ / 2^(AB + RB + vFrac − xFrac))) for the sums of one head. */
function divide(cache: AttentionCache, total: number, first: number, out: Int32Array): void {
  const { formats, reciprocal, sums, outScale } = cache;
  const { xBits } = formats;
  const lambda = bitLength(total) - 1;
  const below = total - 2 ** lambda;
  const rho = reciprocal[Math.floor(below * 2 ** (cache.reciprocalBits - lambda))]!;
  const normalise = 2 ** (formats.attentionGuardBits - lambda);
  const { headDim } = cache.shape;
  const limit = limitOf(xBits);
  for (let i = 0; i < headDim; i++) {
    out[first + i] = clamp(nearestEven(Math.floor(sums[i]! * normalise) * rho * outScale), limit);
  }
}
