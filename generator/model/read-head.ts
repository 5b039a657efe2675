import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { fileFailure } from '../file-failure.ts';

/** Bytes by which a file is recognised. */
const HEAD_BYTES = 256;

/**
 * First bytes of a regular file, all of a short one; null for a folder.
 *
 * @param subject what the user knows the file as
 * @throws InputError when it cannot be read, or is a device or a pipe, which might never end
 */
export function readHead(path: string, subject: string): Uint8Array | null {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return null;
    if (!stat.isFile()) {
      throw new InputError({
        subject,
        rule: 'must be a regular file',
        hint: 'Copy it to a file, and name that.',
      });
    }
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(HEAD_BYTES);
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileFailure(subject, 'read', error);
  }
}
