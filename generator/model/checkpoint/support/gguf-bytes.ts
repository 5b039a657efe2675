/** What a GGUF says, to write it. */
export interface WrittenGguf {
  readonly version?: number;
  readonly alignment?: number;
  readonly metadata: readonly (readonly [string, WrittenValue])[];
  readonly tensors: readonly WrittenGgufTensor[];
}

export interface WrittenGgufTensor {
  readonly name: string;
  /** Row-major; the file has them the other way round. */
  readonly shape: readonly number[];
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Where it lies, if elsewhere than right after the one before. */
  readonly offset?: number;
}

export type WrittenValue =
  | { readonly u32: number }
  | { readonly u64: bigint }
  | { readonly f32: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly f32s: readonly number[] }
  | { readonly i32s: readonly number[] }
  /** Any bytes after any type. */
  | { readonly type: number; readonly bytes: Uint8Array };

export function ggufBytes({ version = 3, alignment = 32, metadata, tensors }: WrittenGguf): Uint8Array {
  const infos: Buffer[] = [];
  const data: Buffer[] = [];
  let end = 0;
  for (const { name, shape, type, bytes, offset } of tensors) {
    const sizes = [...shape].reverse().map((size) => u64(BigInt(size)));
    infos.push(text(name), u32(shape.length), ...sizes, u32(type), u64(BigInt(offset ?? end)));
    const padding = (alignment - (bytes.length % alignment)) % alignment;
    data.push(Buffer.from(bytes), Buffer.alloc(padding));
    end += bytes.length + padding;
  }
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    u32(version),
    u64(BigInt(tensors.length)),
    u64(BigInt(metadata.length)),
    ...metadata.flatMap(([key, entry]) => [text(key), value(entry)]),
    ...infos,
  ]);
  const padding = Buffer.alloc((alignment - (head.length % alignment)) % alignment);
  return Buffer.concat([head, padding, ...data]);
}

function value(entry: WrittenValue): Buffer {
  if ('u32' in entry) return Buffer.concat([u32(4), u32(entry.u32)]);
  if ('u64' in entry) return Buffer.concat([u32(10), u64(entry.u64)]);
  if ('f32' in entry) return Buffer.concat([u32(6), f32(entry.f32)]);
  if ('bool' in entry) return Buffer.concat([u32(7), Buffer.of(entry.bool ? 1 : 0)]);
  if ('text' in entry) return Buffer.concat([u32(8), text(entry.text)]);
  if ('texts' in entry) return list(8, entry.texts.map(text));
  if ('f32s' in entry) return list(6, entry.f32s.map(f32));
  if ('i32s' in entry) return list(5, entry.i32s.map(u32));
  return Buffer.concat([u32(entry.type), entry.bytes]);
}

function list(type: number, elements: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(9), u32(type), u64(BigInt(elements.length)), ...elements]);
}

function text(content: string): Buffer {
  const bytes = Buffer.from(content, 'utf8');
  return Buffer.concat([u64(BigInt(bytes.length)), bytes]);
}

function u32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function u64(number: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(number);
  return bytes;
}

function f32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(number);
  return bytes;
}
