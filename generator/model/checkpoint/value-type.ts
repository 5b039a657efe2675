/**
 * How a file writes numbers: in blocks of some values in some bytes, little-endian. Plain types have blocks of one value.
 */
export interface ValueType {
  /** As the format calls it: `BF16`, `Q8_0`. */
  readonly name: string;
  readonly blockValues: number;
  readonly blockBytes: number;
  /** The values of whole blocks. `bytes` begins at an offset of its buffer that is a multiple of 8. */
  decode(bytes: Uint8Array<ArrayBuffer>, out: Float64Array): void;
  /** The first of these blocks that says no finite number, or nothing our reading of the format knows. */
  flaw(bytes: Uint8Array<ArrayBuffer>): Flaw | undefined;
}

export interface Flaw {
  /** Index of the value, or of the first value of its block. */
  readonly index: number;
  /** `NaN`, `Infinity`, `a scale of NaN`. */
  readonly received: string | number;
  /** What it breaks, where that is not that numbers are finite. */
  readonly rule?: string;
}

/** Values of binary16 by their 16 bits. Source: IEEE 754-2019, 3.4. */
const HALVES = Float64Array.from({ length: 2 ** 16 }, (_, bits) => {
  const sign = bits >= 2 ** 15 ? -1 : 1;
  const exponent = Math.floor(bits / 2 ** 10) % 2 ** 5;
  const fraction = bits % 2 ** 10;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (2 ** 10 + fraction) * 2 ** (exponent - 25);
});

/** The value of a binary16 of these bits. */
export function half(bits: number): number {
  return HALVES[bits] ?? Number.NaN;
}

const F64: ValueType = {
  name: 'F64',
  blockValues: 1,
  blockBytes: 8,
  decode: (bytes, out) => out.set(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)),
  flaw: (bytes) => notFinite(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)),
};

const F32: ValueType = {
  name: 'F32',
  blockValues: 1,
  blockBytes: 4,
  decode: (bytes, out) => out.set(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)),
  flaw: (bytes) => notFinite(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)),
};

const F16: ValueType = {
  name: 'F16',
  blockValues: 1,
  blockBytes: 2,
  decode: (bytes, out) => {
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    for (let i = 0; i < words.length; i++) out[i] = HALVES[words[i] ?? 0] ?? 0;
  },
  flaw: (bytes) => exponentOfOnes(bytes, 0x7c00),
};

/** The upper half of a binary32. */
const BF16: ValueType = {
  name: 'BF16',
  blockValues: 1,
  blockBytes: 2,
  decode: (bytes, out) => {
    const words = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    const pattern = new Uint32Array(1);
    const single = new Float32Array(pattern.buffer);
    for (let i = 0; i < words.length; i++) {
      pattern[0] = (words[i] ?? 0) * 2 ** 16;
      out[i] = single[0] ?? 0;
    }
  },
  flaw: (bytes) => exponentOfOnes(bytes, 0x7f80),
};

/** Integers that a reader unpacks itself; as numbers they are finite. */
function integers(
  name: string,
  blockBytes: number,
  at: (view: DataView, offset: number) => number,
): ValueType {
  return {
    name,
    blockValues: 1,
    blockBytes,
    decode: (bytes, out) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let i = 0; i * blockBytes < bytes.length; i++) out[i] = at(view, i * blockBytes);
    },
    flaw: () => undefined,
  };
}

/** The plain types of safetensors and GGUF that a reader of ours takes. */
export const PLAIN_TYPES = {
  F64,
  F32,
  F16,
  BF16,
  I8: integers('I8', 1, (view, offset) => view.getInt8(offset)),
  U8: integers('U8', 1, (view, offset) => view.getUint8(offset)),
  I32: integers('I32', 4, (view, offset) => view.getInt32(offset, true)),
} as const;

/** Those that hold a weight as it is. */
export const FLOAT_TYPES: readonly ValueType[] = [F64, F32, F16, BF16];

function notFinite(values: Float32Array | Float64Array): Flaw | undefined {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (!Number.isFinite(value)) return { index, received: String(value) };
  }
  return undefined;
}

/** A 16-bit float with all exponent bits set is infinite or no number. */
function exponentOfOnes(bytes: Uint8Array<ArrayBuffer>, mask: number): Flaw | undefined {
  const words = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    if ((word & mask) !== mask) continue;
    const sign = word >= 2 ** 15 ? '-' : '';
    return { index, received: (word & 0x7fff) === mask ? `${sign}Infinity` : 'NaN' };
  }
  return undefined;
}
