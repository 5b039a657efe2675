import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../errors.ts';
import { fileFailure } from '../../file-failure.ts';

/** Largest piece that one call of the system reads. */
const LARGEST_READ_BYTES = 2 ** 30;

/**
 * A checkpoint on disk, read piece by piece. It holds no descriptor: a model that nobody works on costs nothing, and a
 * file that changed since it was checked is refused instead of read as something else.
 */
export class CheckpointFile {
  readonly path: string;
  readonly bytes: number;
  readonly #modifiedMs: number;

  /** @throws InputError when it cannot be read or is no regular file. */
  constructor(path: string) {
    this.path = path;
    const stat = this.#open((descriptor) => fstatSync(descriptor));
    if (!stat.isFile()) {
      const hint = 'Copy it to a file, and name that.';
      throw new InputError({ subject: path, rule: 'must be a regular file', hint });
    }
    this.bytes = stat.size;
    this.#modifiedMs = stat.mtimeMs;
  }

  /** Bytes `offset` to `offset + length`, which the caller has checked to lie in the file; a fresh array. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (offset < 0 || length < 0 || offset + length > this.bytes) {
      throw new Error(`${this.path}: bytes ${offset} to ${offset + length} lie outside of it`);
    }
    return this.#open((descriptor) => {
      const stat = fstatSync(descriptor);
      if (stat.size !== this.bytes || stat.mtimeMs !== this.#modifiedMs) throw this.#changed();
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const wanted = Math.min(length - done, LARGEST_READ_BYTES);
        const got = readSync(descriptor, bytes, done, wanted, offset + done);
        if (got === 0) throw this.#changed();
        done += got;
      }
      return bytes;
    });
  }

  #open<Result>(use: (descriptor: number) => Result): Result {
    try {
      const descriptor = openSync(this.path, 'r');
      try {
        return use(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw fileFailure(this.path, 'read', error);
    }
  }

  #changed(): InputError {
    return new InputError({
      subject: this.path,
      rule: 'must stay as it is while it is read',
      hint: 'Something wrote to it meanwhile: try again.',
    });
  }
}
