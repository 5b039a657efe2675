import { InputError } from '../../errors.ts';
import { pieces, readBytes, type StoredTensor, subjectOf } from '../checkpoint/stored-tensor.ts';

/** Trits in a byte, two bits each, the value plus one. */
export const TRITS_IN_BYTE = 4;
/** The field of two bits that is no trit. */
const NO_TRIT = 3;

/**
 * The trits of `rows` × `cols` times `scale`. Field k of the byte [i, j], from the least significant, is the element
 * [i + k·r, j] of r = ⌈rows/4⌉ packed rows.
 *
 * Source: transformers, integrations/bitnet.py, `unpack_weights`.
 */
export function unpackTrits(tensor: StoredTensor, rows: number, cols: number, scale: number): Float64Array {
  const bytes = readBytes(tensor);
  const values = new Float64Array(rows * cols);
  const levels = [-scale, 0, scale];
  for (let field = 0; field < TRITS_IN_BYTE; field++) {
    const first = field * bytes.length;
    const length = Math.min(bytes.length, values.length - first);
    for (let at = 0; at < length; at++)
      values[first + at] = levels[((bytes[at] ?? 0) >> (2 * field)) & 3] ?? 0;
  }
  return values;
}

/** @throws InputError at the first field that is no trit. */
export function checkTrits(tensor: StoredTensor): void {
  for (const { first, bytes } of pieces(tensor)) {
    const at = firstNoTrit(bytes);
    if (at < 0) continue;
    const cols = tensor.shape[1] ?? 1;
    const [row, col] = [Math.floor((first + at) / cols), (first + at) % cols];
    throw new InputError({
      subject: `${subjectOf(tensor)}[${row}][${col}]`,
      rule: `must hold four trits, fields of two bits below ${NO_TRIT}`,
      received: bytes[at],
      hint: 'The file is damaged, or packed in another way.',
    });
  }
}

/** Index of the first byte with a field of 3; −1 without one. Four bytes at a time, because checkpoints are large. */
function firstNoTrit(bytes: Uint8Array<ArrayBuffer>): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  let word = 0;
  while (word < words.length && (((words[word] ?? 0) >>> 1) & (words[word] ?? 0) & 0x55555555) === 0) word++;
  for (let at = 4 * word; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (((byte >> 1) & byte & 0x55) !== 0) return at;
  }
  return -1;
}
