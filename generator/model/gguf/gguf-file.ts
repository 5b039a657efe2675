import { InputError } from '../../errors.ts';
import { CheckpointFile } from '../checkpoint/checkpoint-file.ts';
import { bytesOf, type StoredTensor } from '../checkpoint/stored-tensor.ts';
import { ByteReader, DAMAGED } from './byte-reader.ts';
import { type MetadataValue, readMetadata, readName } from './metadata.ts';
import { typeOf } from './tensor-types.ts';

/** `GGUF` as a little-endian number. */
const MAGIC = 0x46554747;
const VERSIONS = [2, 3];
/** Keys, and tensors, of a file. */
const MOST_ENTRIES = 2 ** 16;
/** Of a key: length, type, a byte. Of a tensor: length, dimensions, type, offset. */
const LEAST_KEY_BYTES = 13;
const LEAST_TENSOR_BYTES = 24;
const LONGEST_NAME_BYTES = 1024;
const MOST_DIMENSIONS = 4;
const DEFAULT_ALIGNMENT = 32;
const LARGEST_ALIGNMENT = 2 ** 20;

export interface GgufFile {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, MetadataValue>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Reads all of a GGUF but the data of its tensors, versions 2 and 3.
 *
 * @throws InputError when a rule of the format is broken, or a tensor has a type that is not read.
 * Source: ggml, docs/gguf.md.
 */
export function readGguf(path: string): GgufFile {
  const file = new CheckpointFile(path);
  const reader = new ByteReader(file);
  checkVersion(reader, path);
  const tensorCount = reader.count('number of tensors', LEAST_TENSOR_BYTES, MOST_ENTRIES);
  const keyCount = reader.count('number of keys', LEAST_KEY_BYTES, MOST_ENTRIES);
  const metadata = readMetadata(reader, keyCount, path);
  const alignment = alignmentOf(metadata, path);
  const tensors = Array.from({ length: tensorCount }, (_, index) => readTensor(reader, index, file));
  const begin = Math.ceil(reader.position / alignment) * alignment;
  const placed = tensors.map(({ offset, ...tensor }) => ({ ...tensor, offset: Number(offset) }));
  checkCover(placed, alignment, file.bytes - begin, path);
  const named = new Map(placed.map((tensor) => [tensor.name, { ...tensor, offset: begin + tensor.offset }]));
  const seen = new Set<string>();
  for (const { name } of placed) {
    if (seen.has(name)) throw damaged(`${path}: tensor ${name}`, 'must occur once', 'it again');
    seen.add(name);
  }
  return { path, metadata, tensors: named };
}

function checkVersion(reader: ByteReader, path: string): void {
  const magic = reader.u32('its mark "GGUF"');
  if (magic !== MAGIC) throw damaged(path, 'must begin with "GGUF"', `0x${magic.toString(16)}`);
  const version = reader.u32('its version');
  if (VERSIONS.includes(version)) return;
  const swapped = version % 2 ** 16 === 0 && version > 0;
  throw new InputError({
    subject: `${path}: version`,
    rule: `must be ${VERSIONS.join(' or ')}`,
    received: version,
    hint: swapped
      ? 'A big-endian file: convert it to little-endian.'
      : 'Convert the model anew with llama.cpp.',
  });
}

function alignmentOf(metadata: ReadonlyMap<string, MetadataValue>, path: string): number {
  const alignment = metadata.get('general.alignment') ?? DEFAULT_ALIGNMENT;
  const isPower = typeof alignment === 'number' && alignment >= 1 && Number.isInteger(Math.log2(alignment));
  if (isPower && alignment <= LARGEST_ALIGNMENT) return alignment;
  throw damaged(
    `${path}: general.alignment`,
    `must be a power of two, at most ${LARGEST_ALIGNMENT}`,
    alignment,
  );
}

type Unplaced = Omit<StoredTensor, 'offset'> & { readonly offset: bigint };

function readTensor(reader: ByteReader, index: number, file: CheckpointFile): Unplaced {
  const name = readName(reader, `name of tensor ${index}`, LONGEST_NAME_BYTES, file.path);
  const subject = `${file.path}: tensor ${name}`;
  const dimensions = reader.u32(`dimensions of ${name}`);
  if (dimensions > MOST_DIMENSIONS) {
    throw damaged(subject, `must have at most ${MOST_DIMENSIONS} dimensions`, dimensions);
  }
  const sizes = Array.from({ length: dimensions }, () => reader.u64(`sizes of ${name}`));
  const type = typeOf(reader.u32(`type of ${name}`), subject);
  const offset = reader.u64(`offset of ${name}`);
  const elements = sizes.reduce((product, size) => product * size, 1n);
  if (elements > BigInt(file.bytes) * BigInt(type.blockValues) || offset > BigInt(file.bytes)) {
    throw damaged(subject, `must lie within the ${file.bytes} bytes of the file`, [
      sizes.join(' × '),
      offset,
    ]);
  }
  const shape = sizes.map(Number).reverse();
  if ((shape.at(-1) ?? 1) % type.blockValues !== 0) {
    throw damaged(
      `${subject}: rows`,
      `must be a multiple of ${type.blockValues} long, by ${type.name}`,
      shape.at(-1),
    );
  }
  return { name, shape, type, file, offset };
}

/** The tensors must follow each other, each at the next aligned place, and nothing but padding may follow the last. */
function checkCover(
  tensors: readonly StoredTensor[],
  alignment: number,
  dataBytes: number,
  path: string,
): void {
  let covered = 0;
  const ordered = [...tensors].sort(
    (left, right) => left.offset - right.offset || bytesOf(left) - bytesOf(right),
  );
  for (const tensor of ordered) {
    const end = tensor.offset + bytesOf(tensor);
    if (tensor.offset === covered && end <= dataBytes) covered = Math.ceil(end / alignment) * alignment;
    else {
      throw damaged(
        `${path}: tensor ${tensor.name}: offset`,
        `must be ${covered}, and its ${bytesOf(tensor)} bytes within the ${dataBytes} bytes of data`,
        tensor.offset,
      );
    }
  }
  if (dataBytes > covered)
    throw damaged(path, `must hold ${covered} bytes of data, as its tensors say`, dataBytes);
}

function damaged(subject: string, rule: string, received: unknown): InputError {
  return new InputError({ subject, rule, received, hint: DAMAGED });
}
