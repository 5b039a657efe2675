/**
 * A second, naive reading of checkpoints: all of a file at once, no checks, other code. What it makes of a damaged file is
 * worth something only where the readers accept the file: then the two must agree.
 */

export interface NaiveTensor {
  readonly type: string;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

export type NaiveTensors = ReadonlyMap<string, NaiveTensor>;

export function naiveSafetensors(file: Buffer): NaiveTensors {
  const header = Number(file.readBigUInt64LE(0));
  const entries: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> =
    JSON.parse(file.subarray(8, 8 + header).toString('utf8'));
  const tensors = new Map<string, NaiveTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    if (name === '__metadata__') continue;
    const [begin, end] = entry.data_offsets;
    const bytes = file.subarray(8 + header + begin, 8 + header + end);
    tensors.set(name, { type: entry.dtype, shape: entry.shape, bytes });
  }
  return tensors;
}

/** Bits of a float with `exponentBits` and `fractionBits`, by its definition. */
function float(bits: number, exponentBits: number, fractionBits: number): number {
  const bias = 2 ** (exponentBits - 1) - 1;
  const fraction = bits % 2 ** fractionBits;
  const exponent = Math.floor(bits / 2 ** fractionBits) % 2 ** exponentBits;
  const sign = Math.floor(bits / 2 ** (fractionBits + exponentBits)) === 1 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
}

export function naiveValues({ type, bytes }: NaiveTensor): number[] {
  const each = (size: number, read: (at: number) => number) =>
    Array.from({ length: bytes.length / size }, (_, index) => read(index * size));
  switch (type) {
    case 'F64':
      return each(8, (at) => bytes.readDoubleLE(at));
    case 'F32':
      return each(4, (at) => float(bytes.readUInt32LE(at), 8, 23));
    case 'F16':
      return each(2, (at) => float(bytes.readUInt16LE(at), 5, 10));
    case 'BF16':
      return each(2, (at) => float(bytes.readUInt16LE(at), 8, 7));
    case 'Q8_0':
      return each(34, (at) => at).flatMap((at) =>
        Array.from(
          { length: 32 },
          (_, i) => bytes.readInt8(at + 2 + i) * float(bytes.readUInt16LE(at), 5, 10),
        ),
      );
    case 'Q4_0':
      return each(18, (at) => at).flatMap((at) => {
        const scale = float(bytes.readUInt16LE(at), 5, 10);
        const code = (i: number) => bytes.readUInt8(at + 2 + (i % 16));
        return Array.from(
          { length: 32 },
          (_, i) => ((i < 16 ? code(i) % 16 : Math.floor(code(i) / 16)) - 8) * scale,
        );
      });
    default:
      throw new Error(`no reading of ${type}`);
  }
}

/** A matrix of BitNet: four bands of rows. */
export function naivePacked(weight: NaiveTensor, scale: number, rows: number, cols: number): number[] {
  const packed = Math.ceil(rows / 4);
  return Array.from({ length: rows * cols }, (_, at) => {
    const [row, col] = [Math.floor(at / cols), at % cols];
    const byte = weight.bytes[(row % packed) * cols + col] ?? 0;
    return (
      (Number.parseInt(byte.toString(4).padStart(4, '0')[3 - Math.floor(row / packed)] ?? '', 4) - 1) * scale
    );
  });
}

/** A matrix of AutoAWQ: words as hexadecimal digits, the last the first. */
export function naiveAwq(
  table: NaiveTensors,
  stem: string,
  rows: number,
  cols: number,
  group: number,
): number[] {
  const part = (name: string) => {
    const tensor = table.get(`${stem}.${name}`);
    if (tensor === undefined) throw new Error(`no ${stem}.${name}`);
    return tensor;
  };
  const code = ({ bytes }: NaiveTensor, input: number, output: number) => {
    const digits = bytes
      .readUInt32LE(4 * (input * (rows / 8) + Math.floor(output / 8)))
      .toString(16)
      .padStart(8, '0');
    // Digit 7 is the lowest nibble: outputs 0 2 4 6 1 3 5 7 from there.
    return Number.parseInt(digits[[7, 3, 6, 2, 5, 1, 4, 0][output % 8] ?? 0] ?? '', 16);
  };
  const scales = naiveValues(part('scales'));
  return Array.from({ length: rows * cols }, (_, at) => {
    const [output, input] = [Math.floor(at / cols), at % cols];
    const of = Math.floor(input / group);
    const zero = code(part('qzeros'), of, output);
    return (code(part('qweight'), input, output) - zero) * (scales[of * rows + output] ?? 0);
  });
}

export interface NaiveGguf {
  readonly metadata: ReadonlyMap<string, unknown>;
  readonly tensors: NaiveTensors;
}

const GGUF_TYPES: Readonly<Record<number, readonly [string, number, number]>> = {
  0: ['F32', 1, 4],
  1: ['F16', 1, 2],
  2: ['Q4_0', 32, 18],
  8: ['Q8_0', 32, 34],
  30: ['BF16', 1, 2],
};

export function naiveGguf(file: Buffer): NaiveGguf {
  let at = 8;
  const u32 = () => {
    at += 4;
    return file.readUInt32LE(at - 4);
  };
  const u64 = () => {
    at += 8;
    return Number(file.readBigUInt64LE(at - 8));
  };
  const text = () => {
    const length = u64();
    at += length;
    return file.toString('utf8', at - length, at);
  };
  const value = (type: number): unknown => {
    if (type === 8) return text();
    if (type === 9) {
      const elements = u32();
      return Array.from({ length: u64() }, () => value(elements));
    }
    const before = at;
    at += [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8][type] ?? 0;
    return [
      ...[() => file.readUInt8(before), () => file.readInt8(before)],
      ...[() => file.readUInt16LE(before), () => file.readInt16LE(before)],
      ...[() => file.readUInt32LE(before), () => file.readInt32LE(before), () => file.readFloatLE(before)],
      ...[() => file.readUInt8(before) !== 0, () => 0, () => 0],
      ...[() => Number(file.readBigUInt64LE(before)), () => Number(file.readBigInt64LE(before))],
      () => file.readDoubleLE(before),
    ][type]?.();
  };
  const [tensorCount, keyCount] = [u64(), u64()];
  const metadata = new Map<string, unknown>();
  for (let key = 0; key < keyCount; key++) {
    const name = text();
    metadata.set(name, value(u32()));
  }
  const infos = Array.from({ length: tensorCount }, () => {
    const name = text();
    const sizes = Array.from({ length: u32() }, u64);
    return { name, shape: sizes.reverse(), type: u32(), offset: u64() };
  });
  const alignment = Number(metadata.get('general.alignment') ?? 32);
  const begin = Math.ceil(at / alignment) * alignment;
  const tensors = infos.map(({ name, shape, type, offset }) => {
    const [kind, blockValues, blockBytes] = GGUF_TYPES[type] ?? ['?', 1, 0];
    const length = (shape.reduce((product, size) => product * size, 1) / blockValues) * blockBytes;
    const bytes = file.subarray(begin + offset, begin + offset + length);
    return [name, { type: kind, shape, bytes }] as const;
  });
  return { metadata, tensors: new Map(tensors) };
}
