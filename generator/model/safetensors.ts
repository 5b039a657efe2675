import { z } from 'zod';
import { InputError } from '../errors.ts';

/** One tensor of a safetensors file, row-major. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int8Array;
}

/** Bytes of the little-endian u64 that precedes the header. */
const PREFIX_BYTES = 8;
/** Longest header that is parsed. Source: huggingface/safetensors, MAX_HEADER_SIZE. */
const MAX_HEADER_BYTES = 100_000_000;
/** The header is padded with spaces so that the data begin at a multiple of this. */
const ALIGNMENT_BYTES = 8;
/** The header's one key that is not a tensor. */
const METADATA_KEY = '__metadata__';

/** What we know of the format's element types: floats that hold the weights of a training exactly, and trits. */
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
} as const;

const natural = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(natural),
  data_offsets: z.tuple([natural, natural]),
});
/** Not z.record, which drops a tensor named __proto__. */
const headerSchema = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

interface Entry {
  readonly name: string;
  readonly dtype: keyof typeof DTYPES;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a single-file safetensors: u64 length, JSON header, data. Every length and offset is checked against the
 * file before anything is allocated. `subject` names the file in errors.
 *
 * @throws InputError when the bytes break a rule of the format, or hold a type other than F32, F64 and I8.
 * Source: https://huggingface.co/docs/safetensors, "Format".
 */
export function readSafetensors(bytes: Uint8Array, subject: string): readonly Tensor[] {
  const headerBytes = headerLength(bytes, subject);
  const data = bytes.subarray(PREFIX_BYTES + headerBytes);
  const entries = parseEntries(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headerBytes), subject);
  checkCover(entries, data.length, subject);
  return entries.map(({ name, dtype, shape, begin, end }) => ({
    name,
    shape,
    values: DTYPES[dtype].decode(new DataView(data.buffer, data.byteOffset + begin, end - begin)),
  }));
}

/** Writes the tensors in the given order, as F32, F64 or I8 by their arrays; the same tensors give the same bytes. */
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
  return values instanceof Float32Array ? 'F32' : 'F64';
}

function headerLength(bytes: Uint8Array, subject: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = bytes.length < PREFIX_BYTES ? undefined : view.getBigUint64(0, true);
  const room = Math.min(bytes.length - PREFIX_BYTES, MAX_HEADER_BYTES);
  if (declared === undefined || declared > BigInt(room)) {
    throw new InputError({
      subject,
      rule: `must begin with the length of a header inside its ${bytes.length} bytes`,
      received: declared === undefined ? 'a shorter file' : `a header of ${declared} bytes`,
      hint: 'Is it a safetensors file, and complete?',
    });
  }
  return Number(declared);
}

function parseEntries(header: Uint8Array, subject: string): readonly Entry[] {
  const json = parseJson(header, subject);
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) throw invalid(`${subject}: header`, 'must be a JSON object', json);
  const named = Object.entries(parsed.data).filter(([name]) => name !== METADATA_KEY);
  return named.map(([name, fields]) => parseEntry(name, fields, subject));
}

function parseJson(header: Uint8Array, subject: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
  } catch (error) {
    throw invalid(`${subject}: header`, 'must be JSON in UTF-8', error);
  }
}

function parseEntry(name: string, fields: unknown, file: string): Entry {
  const subject = `${file}: tensor ${name}`;
  const parsed = entrySchema.safeParse(fields);
  if (!parsed.success) {
    throw invalid(subject, 'must have dtype, shape and data_offsets', z.prettifyError(parsed.error));
  }
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isReadable(dtype)) {
    throw new InputError({
      subject: `${subject}: dtype`,
      rule: `must be one of ${Object.keys(DTYPES).join(', ')}`,
      received: dtype,
      hint: 'Convert the tensor to 32-bit or 64-bit floats; I8 is for trits.',
    });
  }
  const [begin, end] = offsets;
  // A product past 2^53 is inexact, but then far longer than any file and refused all the same.
  const bytes = shape.reduce((product, size) => product * size, DTYPES[dtype].bytes);
  if (end - begin !== bytes) {
    throw invalid(
      `${subject}: data_offsets`,
      `must span the ${bytes} bytes of shape [${shape.join(', ')}]`,
      offsets,
    );
  }
  return { name, dtype, shape, begin, end };
}

function isReadable(dtype: string): dtype is keyof typeof DTYPES {
  return Object.hasOwn(DTYPES, dtype);
}

/** The format wants the data covered exactly: no gaps, no overlaps, nothing past the last tensor. */
function checkCover(entries: readonly Entry[], dataBytes: number, subject: string): void {
  let covered = 0;
  const ordered = [...entries].sort((left, right) => left.begin - right.begin || left.end - right.end);
  for (const { name, begin, end } of ordered) {
    if (begin !== covered || end > dataBytes) {
      const rule = `must begin at byte ${covered} and end within the ${dataBytes} bytes of data`;
      throw invalid(`${subject}: tensor ${name}: data_offsets`, rule, [begin, end]);
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw invalid(subject, `must hold ${covered} bytes of data, as its tensors say`, dataBytes);
  }
}

function invalid(subject: string, rule: string, received: unknown): InputError {
  return new InputError({ subject, rule, received, hint: 'The file is damaged, or not safetensors.' });
}
