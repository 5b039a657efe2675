/** Reads memory images: one hexadecimal word a line. */

/** Words of an image. */
export function imageWords(text: string): bigint[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => BigInt(`0x${line}`));
}

/** Unpacks `count` signed elements of `bits` bits, element 0 in the lowest bits. */
export function unpackSigned(word: bigint, count: number, bits: number): number[] {
  const each = BigInt(bits);
  return Array.from({ length: count }, (_, index) =>
    Number(BigInt.asIntN(bits, word >> (each * BigInt(index)))),
  );
}
