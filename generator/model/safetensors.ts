import { headerLength, PREFIX_BYTES, parseHeader } from './safetensors-header.ts';

/** One tensor of a safetensors file, row-major. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int8Array | Uint8Array;
}

/** The header is padded with spaces so that the data begin at a multiple of this. */
const ALIGNMENT_BYTES = 8;

/** What we know of the format's element types: floats that hold the weights of a training exactly, trits and codes. */
const DTYPES = {
  F32: {
    bytes: 4,
    decode: (view: DataView) =>
      Float32Array.from({ length: view.byteLength / 4 }, (_, index) => view.getFloat32(index * 4, true)),
    encode: (view: DataView, offset: number, value: number) => view.setFloat32(offset, value, true),
  },
  F64: {
    bytes: 8,
    decode: (view: DataView) =>
      Float64Array.from({ length: view.byteLength / 8 }, (_, index) => view.getFloat64(index * 8, true)),
    encode: (view: DataView, offset: number, value: number) => view.setFloat64(offset, value, true),
  },
  I8: {
    bytes: 1,
    decode: (view: DataView) =>
      Int8Array.from({ length: view.byteLength }, (_, index) => view.getInt8(index)),
    encode: (view: DataView, offset: number, value: number) => view.setInt8(offset, value),
  },
  U8: {
    bytes: 1,
    decode: (view: DataView) =>
      Uint8Array.from({ length: view.byteLength }, (_, index) => view.getUint8(index)),
    encode: (view: DataView, offset: number, value: number) => view.setUint8(offset, value),
  },
} as const;

const READABLE = {
  bytes: { F32: DTYPES.F32.bytes, F64: DTYPES.F64.bytes, I8: DTYPES.I8.bytes, U8: DTYPES.U8.bytes },
  hint: 'Convert the tensor to 32-bit or 64-bit floats; I8 is for trits, U8 for codes of 4 bits.',
};

/**
 * Reads a single-file safetensors: u64 length, JSON header, data. Every length and offset is checked against the
 * file before anything is allocated. `subject` names the file in errors.
 *
 * @throws InputError when the bytes break a rule of the format, or hold a type other than F32, F64, I8 and U8.
 * Source: https://huggingface.co/docs/safetensors, "Format".
 */
export function readSafetensors(bytes: Uint8Array, subject: string): readonly Tensor[] {
  const headerBytes = headerLength(bytes, bytes.length, subject);
  const data = bytes.subarray(PREFIX_BYTES + headerBytes);
  const header = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  const entries = parseHeader(header, data.length, READABLE, subject);
  return entries.map(({ name, dtype, shape, begin, end }) => ({
    name,
    shape,
    values: DTYPES[dtype].decode(new DataView(data.buffer, data.byteOffset + begin, end - begin)),
  }));
}

/** Writes the tensors in the given order, as F32, F64, I8 or U8 by their arrays; the same tensors give the same bytes. */
export function writeSafetensors(tensors: readonly Tensor[]): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = end;
    const dtype = dtypeOf(values);
    end += values.length * DTYPES[dtype].bytes;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const headerBytes = Math.ceil(json.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const bytes = new Uint8Array(PREFIX_BYTES + headerBytes + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(' '.charCodeAt(0), PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(json, PREFIX_BYTES);
  let offset = PREFIX_BYTES + headerBytes;
  for (const { values } of tensors) {
    const { encode, bytes: size } = DTYPES[dtypeOf(values)];
    for (const value of values) {
      encode(view, offset, value);
      offset += size;
    }
  }
  return bytes;
}

function dtypeOf(values: Tensor['values']): keyof typeof DTYPES {
  if (values instanceof Int8Array) return 'I8';
  if (values instanceof Uint8Array) return 'U8';
  return values instanceof Float32Array ? 'F32' : 'F64';
}
