import { InputError } from '../../errors.ts';
import { type ByteReader, DAMAGED, textOfBytes } from './byte-reader.ts';

/** A value of the metadata; strings by their bytes. 64-bit integers that a number cannot hold exactly stay as they are. */
export type MetadataValue = number | bigint | boolean | string | readonly MetadataValue[];

const LONGEST_KEY_BYTES = 65_535;
const LONGEST_STRING_BYTES = 64 * 2 ** 20;
const MOST_ELEMENTS = 2 ** 22;
const DEEPEST_ARRAY = 4;
const STRING = 8;
const ARRAY = 9;
/** Bytes of the length of a string; of the type and the length of an array. */
const LEAST_BYTES: Readonly<Record<number, number>> = { [STRING]: 8, [ARRAY]: 12 };

interface Scalar {
  readonly bytes: number;
  read(view: DataView, offset: number): MetadataValue;
}

/** The fixed-size types by number. Source: ggml, docs/gguf.md, `gguf_metadata_value_type`. */
const SCALARS: Readonly<Record<number, Scalar>> = {
  0: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  1: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  2: { bytes: 2, read: (view, offset) => view.getUint16(offset, true) },
  3: { bytes: 2, read: (view, offset) => view.getInt16(offset, true) },
  4: { bytes: 4, read: (view, offset) => view.getUint32(offset, true) },
  5: { bytes: 4, read: (view, offset) => view.getInt32(offset, true) },
  6: { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  7: { bytes: 1, read: (view, offset) => view.getUint8(offset) !== 0 },
  10: { bytes: 8, read: (view, offset) => exact(view.getBigUint64(offset, true)) },
  11: { bytes: 8, read: (view, offset) => exact(view.getBigInt64(offset, true)) },
  12: { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
};

function exact(value: bigint): number | bigint {
  return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** `count` keys and their values. @throws InputError for a type that is unknown, a key that is doubled or no text. */
export function readMetadata(
  reader: ByteReader,
  count: number,
  subject: string,
): ReadonlyMap<string, MetadataValue> {
  const metadata = new Map<string, MetadataValue>();
  for (let index = 0; index < count; index++) {
    const key = readName(reader, `key ${index}`, LONGEST_KEY_BYTES, subject);
    if (metadata.has(key)) throw damaged(`${subject}: key ${key}`, 'must occur once', 'it again');
    metadata.set(key, readValue(reader, reader.u32(`type of ${key}`), { key, subject, depth: 0 }));
  }
  return metadata;
}

/** A name, which must be UTF-8. */
export function readName(reader: ByteReader, what: string, longest: number, subject: string): string {
  const bytes = reader.byteString(what, longest);
  const text = textOfBytes(bytes);
  if (text === undefined) throw damaged(`${subject}: ${what}`, 'must be UTF-8', bytes);
  return text;
}

interface Place {
  readonly key: string;
  readonly subject: string;
  readonly depth: number;
}

function readValue(reader: ByteReader, type: number, place: Place): MetadataValue {
  const { key, subject, depth } = place;
  const scalar = SCALARS[type];
  if (scalar !== undefined) return reader.number(scalar.bytes, key, scalar.read);
  if (type === STRING) return reader.byteString(key, LONGEST_STRING_BYTES);
  if (type !== ARRAY) throw damaged(`${subject}: type of ${key}`, 'must be 0 to 12', type);
  if (depth === DEEPEST_ARRAY)
    throw damaged(`${subject}: ${key}`, `must nest at most ${DEEPEST_ARRAY} arrays`, undefined);
  const elements = reader.u32(`type of the elements of ${key}`);
  const leastBytes = SCALARS[elements]?.bytes ?? LEAST_BYTES[elements] ?? 1;
  const count = reader.count(`number of elements of ${key}`, leastBytes, MOST_ELEMENTS);
  const values: MetadataValue[] = [];
  for (let index = 0; index < count; index++) {
    values.push(readValue(reader, elements, { ...place, depth: depth + 1 }));
  }
  return values;
}

function damaged(subject: string, rule: string, received: unknown): InputError {
  return new InputError({ subject, rule, received, hint: DAMAGED });
}
