import { extname } from 'node:path';
import { InputError } from '../errors.ts';
import { readHead } from './read-head.ts';

/** Reads files (or folders) of one kind. */
export interface ContentReader {
  /** For people, `a llama2.c file`. */
  readonly name: string;
  /** Names of its files end like that, `.bin`. They decide nothing but who explains what is wrong with a damaged file. */
  readonly extensions: readonly string[];
  /** Whether the content is of this kind. `head` are the first bytes of a file, all of a short one; null for a folder. */
  recognises(path: string, head: Uint8Array | null): boolean;
}

/**
 * The reader of a file: the first that recognises its content, or else the first for its extension, which will find
 * what is wrong.
 *
 * @param subject what the user knows the file as
 * @throws InputError when it cannot be read, is a device or a pipe, or is of no known kind
 */
export function readerOf<Reader extends ContentReader>(
  readers: readonly Reader[],
  path: string,
  subject: string,
): Reader {
  const head = readHead(path, subject);
  const extension = extname(path).toLowerCase();
  const found =
    readers.find((reader) => reader.recognises(path, head)) ??
    readers.find((reader) => head !== null && reader.extensions.includes(extension));
  if (found !== undefined) return found;
  throw new InputError({
    subject,
    rule: head === null ? 'must be a folder of a known kind' : 'must be a file of a known kind',
    received: head === null ? undefined : beginning(head),
    hint: `Known are: ${readers.map(({ name }) => name).join('; ')}.`,
  });
}

/** The first bytes as text where they are some, else in hexadecimal. */
function beginning(head: Uint8Array): string {
  const first = Buffer.from(head.subarray(0, 8));
  const text = first.toString('latin1');
  if (text === '') return 'an empty file';
  return `one that begins with ${/^[ -~]+$/.test(text) ? text : `the bytes ${first.toString('hex')}`}`;
}

/** The first byte of a text in which whitespace comes to nothing, as in JSON. */
export function firstCharacter(head: Uint8Array): string {
  return /[^\s]/.exec(Buffer.from(head).toString('latin1'))?.[0] ?? '';
}
