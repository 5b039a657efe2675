import { type Flaw, half, type ValueType } from '../checkpoint/value-type.ts';

/** Bytes of the binary16 scale of a block. */
const SCALE_BYTES = 2;

/** A scale, then 32 signed bytes. Source: ggml, ggml-common.h, `block_q8_0`. */
export const Q8_0: ValueType = {
  name: 'Q8_0',
  blockValues: 32,
  blockBytes: SCALE_BYTES + 32,
  decode: (bytes, out) => {
    eachBlock(bytes, 34, (begin, block) => {
      const scale = scaleAt(bytes, begin);
      for (let i = 0; i < 32; i++) out[block * 32 + i] = signed(bytes[begin + SCALE_BYTES + i] ?? 0) * scale;
    });
  },
  flaw: (bytes) => scaleFlaw(bytes, 34, 0, 32),
};

/**
 * A scale, then 32 codes of four bits, (code − 8) · scale: the low nibbles are the first 16, the high ones the others.
 * Source: ggml, ggml-common.h, `block_q4_0`.
 */
export const Q4_0: ValueType = {
  name: 'Q4_0',
  blockValues: 32,
  blockBytes: SCALE_BYTES + 16,
  decode: (bytes, out) => {
    eachBlock(bytes, 18, (begin, block) => {
      const scale = scaleAt(bytes, begin);
      for (let i = 0; i < 16; i++) {
        const byte = bytes[begin + SCALE_BYTES + i] ?? 0;
        out[block * 32 + i] = ((byte & 15) - 8) * scale;
        out[block * 32 + 16 + i] = ((byte >> 4) - 8) * scale;
      }
    });
  },
  flaw: (bytes) => scaleFlaw(bytes, 18, 0, 32),
};

/**
 * 256 trits, then a scale: 48 bytes of five trits each, of which 32 hold five runs of 32 and 16 five runs of 16, and 4
 * bytes of four trits, runs of 4. Trit n of a byte is the n-th digit after the point of byte/256 in base 3.
 * Source: ggml, ggml-quants.c, `dequantize_row_tq1_0`.
 */
export const TQ1_0: ValueType = {
  name: 'TQ1_0',
  blockValues: 256,
  blockBytes: 48 + 4 + SCALE_BYTES,
  decode: (bytes, out) => {
    eachBlock(bytes, 54, (begin, block) => {
      const scale = scaleAt(bytes, begin + 52);
      let to = block * 256;
      for (const { first, length, trits } of TQ1_RUNS) {
        for (let trit = 0; trit < trits; trit++) {
          for (let i = 0; i < length; i++) {
            // The byte times 3^n keeps its low 8 bits: the digits before have left.
            const rest = ((bytes[begin + first + i] ?? 0) * 3 ** trit) % 256;
            out[to++] = (Math.floor((rest * 3) / 256) - 1) * scale;
          }
        }
      }
    });
  },
  flaw: (bytes) => scaleFlaw(bytes, 54, 52, 256),
};

const TQ1_RUNS = [
  { first: 0, length: 32, trits: 5 },
  { first: 32, length: 16, trits: 5 },
  { first: 48, length: 4, trits: 4 },
] as const;

/**
 * 256 trits in fields of two bits, then a scale: 32 bytes hold four runs of 32, the least significant field first, twice.
 * Source: ggml, ggml-quants.c, `dequantize_row_tq2_0`.
 */
export const TQ2_0: ValueType = {
  name: 'TQ2_0',
  blockValues: 256,
  blockBytes: 64 + SCALE_BYTES,
  decode: (bytes, out) => {
    eachBlock(bytes, 66, (begin, block) => {
      const scale = scaleAt(bytes, begin + 64);
      for (let i = 0; i < 64; i++) {
        const byte = bytes[begin + i] ?? 0;
        const to = block * 256 + Math.floor(i / 32) * 128 + (i % 32);
        for (let field = 0; field < 4; field++)
          out[to + 32 * field] = (((byte >> (2 * field)) & 3) - 1) * scale;
      }
    });
  },
  flaw: (bytes) => scaleFlaw(bytes, 66, 64, 256) ?? fieldFlaw(bytes),
};

function eachBlock(
  bytes: Uint8Array,
  blockBytes: number,
  visit: (begin: number, block: number) => void,
): void {
  for (let begin = 0, block = 0; begin < bytes.length; begin += blockBytes, block++) visit(begin, block);
}

function scaleAt(bytes: Uint8Array, offset: number): number {
  return half((bytes[offset] ?? 0) + 256 * (bytes[offset + 1] ?? 0));
}

function signed(byte: number): number {
  return byte < 128 ? byte : byte - 256;
}

function scaleFlaw(bytes: Uint8Array, blockBytes: number, at: number, blockValues: number): Flaw | undefined {
  for (let begin = 0, block = 0; begin < bytes.length; begin += blockBytes, block++) {
    const scale = scaleAt(bytes, begin + at);
    if (!Number.isFinite(scale)) return { index: block * blockValues, received: `a scale of ${scale}` };
  }
  return undefined;
}

/** A field of 3 would be twice the scale. */
function fieldFlaw(bytes: Uint8Array): Flaw | undefined {
  for (let begin = 0, block = 0; begin < bytes.length; begin += 66, block++) {
    for (let i = begin; i < begin + 64; i++) {
      const byte = bytes[i] ?? 0;
      if (((byte >> 1) & byte & 0x55) !== 0)
        return { index: block * 256, received: 3, rule: 'must hold trits, fields below 3' };
    }
  }
  return undefined;
}
