/** Memory images: one hexadecimal word a line, as `$readmemh` takes them. */

/** Packs signed or unsigned elements into one word, element 0 in the lowest bits. */
export function packElements(elements: ArrayLike<number>, bitsEach: number): bigint {
  let word = 0n;
  for (let index = elements.length - 1; index >= 0; index--) {
    word = (word << BigInt(bitsEach)) | BigInt.asUintN(bitsEach, BigInt(elements[index] ?? 0));
  }
  return word;
}

/** Text of an image whose words have `bits` bits. */
export function imageText(words: readonly bigint[], bits: number): string {
  const digits = Math.ceil(bits / 4);
  return `${words.map((word) => word.toString(16).padStart(digits, '0')).join('\n')}\n`;
}
