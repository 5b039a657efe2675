/** Bytes of numbers that the types hold exactly, written apart from what decodes them. */

export type Encode = (values: ArrayLike<number>) => Uint8Array;

export const encodeF32: Encode = (values) => new Uint8Array(Float32Array.from(values).buffer);

export const encodeBf16: Encode = (values) => {
  const bytes = encodeF32(values);
  return Uint8Array.from(
    { length: values.length * 2 },
    (_, i) => bytes[4 * Math.floor(i / 2) + 2 + (i % 2)] ?? 0,
  );
};

/** Normal numbers of at most 11 significant bits, and zero. */
export const encodeF16: Encode = (values) => {
  const words = Uint16Array.from(values, halfBits);
  return new Uint8Array(words.buffer);
};

export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 32_768 : 0;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return sign;
  const exponent = Math.floor(Math.log2(magnitude));
  const fraction = (magnitude / 2 ** exponent - 1) * 1024;
  if (!Number.isInteger(fraction) || exponent < -14 || exponent > 15)
    throw new Error(`${value} is no binary16`);
  return sign + (exponent + 15) * 1024 + fraction;
}

/** Trits as transformers packs them: rows in four bands, one band a field. */
export function packTrits(trits: readonly number[][]): Uint8Array {
  const packedRows = Math.ceil(trits.length / 4);
  const cols = trits[0]?.length ?? 0;
  const bytes = new Uint8Array(packedRows * cols);
  trits.forEach((row, r) => {
    row.forEach((trit, c) => {
      const at = (r % packedRows) * cols + c;
      bytes[at] = (bytes[at] ?? 0) + (trit + 1) * 4 ** Math.floor(r / packedRows);
    });
  });
  return bytes;
}

/** Codes [inputs][outputs] as AutoAWQ's gemm packs them. */
export function packAwq(codes: readonly number[][]): Uint8Array {
  const words = codes.flatMap((row) =>
    Array.from({ length: row.length / 8 }, (_, word) => {
      const nibble = (output: number) => BigInt(row[word * 8 + output] ?? 0);
      // From the most significant nibble: outputs 7 5 3 1 6 4 2 0.
      return [7, 5, 3, 1, 6, 4, 2, 0].reduce((value, output) => value * 16n + nibble(output), 0n);
    }),
  );
  return new Uint8Array(Uint32Array.from(words, Number).buffer);
}
