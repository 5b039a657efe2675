import type { BipartiteTable } from '../../../generator/model/integer-model.ts';
import { bitLength, clamp, limitOf, nearestEven, powerOfTwo } from '../../math/fixed-point.ts';
import { fractionIndex, indexBits, lookUp } from '../../math/table.ts';

/** Bits of an element of k or v before it is quantised. */
const ELEMENT_BITS = 16;
/** Bits of a head's mantissa. */
const MANTISSA_BITS = 12;

/** Codes, and one mantissa and exponent a head, of any number of vectors one after another. */
export interface QuantisedHeads {
  /** int8 each. */
  readonly codes: Int16Array;
  /** 12 bits, the highest set. */
  readonly mantissas: Int16Array;
  /** 0 … 14. */
  readonly exponents: Uint8Array;
}

/** Room for `heads` heads of `headDim` elements. */
export function createQuantisedHeads(heads: number, headDim: number): QuantisedHeads {
  return {
    codes: new Int16Array(heads * headDim),
    mantissas: new Int16Array(heads),
    exponents: new Uint8Array(heads),
  };
}

/**
 * Quantises the heads of x, int16[heads × headDim], each by its own largest magnitude (docs/arithmetic.md §6a), into heads
 * `at`, `at` + 1, … of `out`.
 */
export function quantiseHeads(
  x: Int32Array,
  heads: number,
  headDim: number,
  out: QuantisedHeads,
  at: number,
  table: BipartiteTable,
  reciprocalBits: number,
): void {
  const limit = limitOf(8);
  for (let head = 0; head < heads; head++) {
    const first = head * headDim;
    const code = (at + head) * headDim;
    let amax = 0;
    for (let i = 0; i < headDim; i++) amax = Math.max(amax, Math.abs(x[first + i]!));
    if (amax === 0) {
      out.codes.fill(0, code, code + headDim);
      out.mantissas[at + head] = 2 ** (MANTISSA_BITS - 1);
      out.exponents[at + head] = 0;
      continue;
    }
    const exponent = bitLength(amax) - 1;
    const left = powerOfTwo(ELEMENT_BITS - 2 - exponent);
    const index = fractionIndex(amax, exponent, indexBits(table));
    const scale = lookUp(table, index) * left * powerOfTwo(9 - ELEMENT_BITS - reciprocalBits);
    for (let i = 0; i < headDim; i++) out.codes[code + i] = clamp(nearestEven(x[first + i]! * scale), limit);
    out.mantissas[at + head] = Math.floor(amax * left * powerOfTwo(MANTISSA_BITS - ELEMENT_BITS + 1));
    out.exponents[at + head] = exponent;
  }
}
