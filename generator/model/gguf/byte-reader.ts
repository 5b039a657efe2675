import { InputError } from '../../errors.ts';
import type { CheckpointFile } from '../checkpoint/checkpoint-file.ts';

/** Bytes that are read ahead. */
const WINDOW_BYTES = 2 ** 18;

/** Reads a file from its begin, little-endian; what it is asked for is checked against what is left. */
export class ByteReader {
  readonly #file: CheckpointFile;
  #window = new DataView(new ArrayBuffer(0));
  #windowBegin = 0;
  #position = 0;

  constructor(file: CheckpointFile) {
    this.#file = file;
  }

  get position(): number {
    return this.#position;
  }

  get left(): number {
    return this.#file.bytes - this.#position;
  }

  /** Reads `length` bytes, few enough for the window, with `read` at an offset of a view. */
  number<Value>(length: number, what: string, read: (view: DataView, offset: number) => Value): Value {
    this.need(length, what);
    const inside = this.#position + length <= this.#windowBegin + this.#window.byteLength;
    if (!inside || this.#position < this.#windowBegin) {
      const bytes = this.#file.read(this.#position, Math.min(WINDOW_BYTES, this.left));
      this.#window = new DataView(bytes.buffer);
      this.#windowBegin = this.#position;
    }
    const value = read(this.#window, this.#position - this.#windowBegin);
    this.#position += length;
    return value;
  }

  u32(what: string): number {
    return this.number(4, what, (view, offset) => view.getUint32(offset, true));
  }

  u64(what: string): bigint {
    return this.number(8, what, (view, offset) => view.getBigUint64(offset, true));
  }

  /** A count of things that take at least `leastBytes` each, which must all fit into the rest of the file. */
  count(what: string, leastBytes: number, most: number): number {
    const declared = this.u64(what);
    const room = Math.min(Math.floor(this.left / leastBytes), most);
    if (declared <= BigInt(room)) return Number(declared);
    throw new InputError({
      subject: `${this.#file.path}: ${what}`,
      rule: `must be at most ${room}`,
      received: declared,
      hint: DAMAGED,
    });
  }

  /** A string by its bytes: one character from U+0000 to U+00FF for each. */
  byteString(what: string, longest: number): string {
    const length = this.count(`length of ${what}`, 1, longest);
    if (length <= WINDOW_BYTES) {
      return this.number(length, what, (view, offset) =>
        Buffer.from(view.buffer, view.byteOffset + offset, length).toString('latin1'),
      );
    }
    const text = Buffer.from(this.#file.read(this.#position, length)).toString('latin1');
    this.#position += length;
    return text;
  }

  need(length: number, what: string): void {
    if (length <= this.left) return;
    throw new InputError({
      subject: this.#file.path,
      rule: `ends before ${what}`,
      received: `${this.left} bytes where ${length} are needed`,
      hint: DAMAGED,
    });
  }
}

export const DAMAGED = 'The file is damaged or incomplete, or no GGUF.';

/** The text of a byte string, or nothing where it is no UTF-8. */
export function textOfBytes(bytes: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}
