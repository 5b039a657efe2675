/** Reads memory images: one hexadecimal word a line. */

import { refusal } from './design-document.ts';

/**
 * Words of an image.
 * @param least how many there must be; images are padded
 * @throws InputError for a file that is no image, or too short
 */
export function imageWords(text: string, subject: string, least: number): bigint[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const wrong = lines.findIndex((line) => !/^[0-9a-f]+$/.test(line));
  if (wrong >= 0) throw refusal(`${subject}: word ${wrong}`, 'must be a hexadecimal number', lines[wrong]);
  if (lines.length < least) {
    throw refusal(subject, `must have at least ${least} words`, lines.length);
  }
  return lines.map((line) => BigInt(`0x${line}`));
}

/** Unpacks `count` signed elements of `bits` bits, element 0 in the lowest bits. */
export function unpackSigned(word: bigint, count: number, bits: number): number[] {
  const each = BigInt(bits);
  return Array.from({ length: count }, (_, index) =>
    Number(BigInt.asIntN(bits, word >> (each * BigInt(index)))),
  );
}
