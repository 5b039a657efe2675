import { TENSORS, type TensorShape } from './shape.ts';

/** One tensor of the file; the bytes are little-endian. */
interface StoredTensor {
  readonly name: string;
  readonly dtype: 'F32' | 'I8';
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** What the file holds, by the names that TENSORS gives; as float64, which all of it fits, to compute with. */
export interface Weights {
  readonly floats: ReadonlyMap<string, Float64Array>;
  readonly matrices: ReadonlyMap<string, TernaryMatrix>;
}

/** y = scale · trits x; trits[rows × columns], row-major. */
export interface TernaryMatrix {
  readonly trits: Float64Array;
  readonly scale: number;
}

/** Bytes of the little-endian u64 before the header, and what the header is padded to. */
const PREFIX_BYTES = 8;

/**
 * The checkpoint that train.c wrote as a safetensors file: floats as F32 `<name>.weight`, matrices as I8
 * `<name>.weight` and F32 `<name>.scale` of one element.
 */
export function checkpointToSafetensors(checkpoint: Uint8Array): Uint8Array {
  let offset = 0;
  const take = (count: number) => {
    offset += count;
    return checkpoint.subarray(offset - count, offset);
  };
  const tensors = TENSORS.flatMap(({ name, ternary, shape }): readonly StoredTensor[] => {
    const scale: StoredTensor = {
      name: `${name}.scale`,
      dtype: 'F32',
      shape: [1],
      bytes: take(ternary ? 4 : 0),
    };
    const bytes = take(elements(shape) * (ternary ? 1 : 4));
    const weight: StoredTensor = { name: `${name}.weight`, dtype: ternary ? 'I8' : 'F32', shape, bytes };
    return ternary ? [weight, scale] : [weight];
  });
  if (offset !== checkpoint.length) {
    throw new Error(`checkpoint of ${checkpoint.length} bytes instead of ${offset}`);
  }
  return writeSafetensors(tensors);
}

/** Reads such a file; it must have exactly the tensors of this design. */
export function readWeights(file: Uint8Array): Weights {
  const stored = readSafetensors(file);
  const floats = new Map<string, Float64Array>();
  const matrices = new Map<string, TernaryMatrix>();
  const take = (name: string, dtype: string, shape: readonly number[]): Uint8Array => {
    const tensor = stored.get(name);
    stored.delete(name);
    if (tensor?.dtype === dtype && tensor.shape.join() === shape.join()) return tensor.bytes;
    throw new Error(`${name}: no ${dtype} tensor of shape [${shape.join(', ')}]`);
  };
  for (const { name, ternary, shape } of TENSORS) {
    if (!ternary) {
      floats.set(name, decodeFloats(take(`${name}.weight`, 'F32', shape)));
      continue;
    }
    const trits = Float64Array.from(new Int8Array(take(`${name}.weight`, 'I8', shape)));
    if (trits.some((trit) => Math.abs(trit) > 1)) throw new Error(`${name}: not ternary`);
    matrices.set(name, { trits, scale: decodeFloats(take(`${name}.scale`, 'F32', [1]))[0] ?? Number.NaN });
  }
  if (stored.size > 0) throw new Error(`unknown tensors: ${[...stored.keys()].join(', ')}`);
  return { floats, matrices };
}

/** Parameters of the model: what was trained, not what is stored. */
export function parameterCount(tensors: readonly TensorShape[] = TENSORS): number {
  return tensors.reduce((sum, { shape }) => sum + elements(shape), 0);
}

function writeSafetensors(tensors: readonly StoredTensor[]): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape, bytes }) => {
    const begin = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / PREFIX_BYTES) * PREFIX_BYTES));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([prefix, header, ...tensors.map(({ bytes }) => bytes)]);
}

function readSafetensors(file: Uint8Array): Map<string, StoredTensor> {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const begin = PREFIX_BYTES + Number(buffer.readBigUInt64LE());
  const header: Record<string, Pick<StoredTensor, 'dtype' | 'shape'> & { data_offsets: [number, number] }> =
    JSON.parse(buffer.toString('utf8', PREFIX_BYTES, begin));
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => [name, { name, dtype, shape, bytes: buffer.subarray(begin + from, begin + to) }],
    ),
  );
}

function decodeFloats(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
