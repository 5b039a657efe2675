import { readFileSync, statSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { fileFailure } from '../file-failure.ts';

/** Longest JSON model: beyond it a JavaScript string ends. */
export const LARGEST_JSON_BYTES = 400 * 2 ** 20;

/**
 * Bytes of a regular file.
 *
 * @throws InputError when it cannot be read, is a device or a pipe, or is larger than `largestBytes`.
 */
export function readModelFile(path: string, subject: string, largestBytes: number): Uint8Array {
  try {
    const stat = statSync(path);
    if (!stat.isFile() && !stat.isDirectory()) {
      throw new InputError({
        subject,
        rule: 'must be a regular file',
        hint: 'Copy it to a file, and name that.',
      });
    }
    if (stat.size > largestBytes) {
      throw new InputError({
        subject,
        rule: `must have at most ${largestBytes} bytes`,
        received: stat.size,
        hint: 'Is it the right file? Large models belong into safetensors, named by a model.json.',
      });
    }
    return readFileSync(path);
  } catch (error) {
    throw fileFailure(subject, 'read', error);
  }
}

/** @throws InputError when the bytes are no JSON in UTF-8. */
export function parseJson(bytes: Uint8Array, subject: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InputError({
      subject,
      rule: 'must be JSON in UTF-8',
      received: error,
      hint: 'JSON has no NaN, no Infinity, no comments and no comma after the last element.',
    });
  }
}
