import { z } from 'zod';
import { InputError } from '../errors.ts';

/** Bytes of the little-endian u64 that precedes the header. */
export const PREFIX_BYTES = 8;
/** Longest header that is parsed. Source: huggingface/safetensors, MAX_HEADER_SIZE. */
const MAX_HEADER_BYTES = 100_000_000;
/** The header's one key that is not a tensor. */
const METADATA_KEY = '__metadata__';
const QUOTE = '"';

const natural = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(natural),
  data_offsets: z.tuple([natural, natural]),
});
/** Not z.record, which drops a tensor named __proto__. */
const headerSchema = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** Where a tensor lies in the data that follow the header. */
export interface HeaderEntry<Dtype extends string> {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** Element types that a reader takes, with their bytes, and what to do about others. */
export interface Dtypes<Dtype extends string> {
  readonly bytes: Readonly<Record<Dtype, number>>;
  readonly hint: string;
}

/**
 * Length of the header by the first bytes of a file of `fileBytes`.
 *
 * @throws InputError when the file cannot hold it.
 */
export function headerLength(prefix: Uint8Array, fileBytes: number, subject: string): number {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const declared = fileBytes < PREFIX_BYTES ? undefined : view.getBigUint64(0, true);
  const room = Math.min(fileBytes - PREFIX_BYTES, MAX_HEADER_BYTES);
  if (declared === undefined || declared > BigInt(room)) {
    throw new InputError({
      subject,
      rule: `must begin with the length of a header inside its ${fileBytes} bytes`,
      received: declared === undefined ? 'a shorter file' : `a header of ${declared} bytes`,
      hint: 'Is it a safetensors file, and complete?',
    });
  }
  return Number(declared);
}

/**
 * The tensors of a header, which must cover the data exactly: no gaps, no overlaps, nothing past the last.
 *
 * @throws InputError when a rule of the format is broken, or a type is not among `dtypes`.
 * Source: https://huggingface.co/docs/safetensors, "Format".
 */
export function parseHeader<Dtype extends string>(
  header: Uint8Array,
  dataBytes: number,
  dtypes: Dtypes<Dtype>,
  subject: string,
): readonly HeaderEntry<Dtype>[] {
  const text = decodeText(header, subject);
  const parsed = headerSchema.safeParse(parseText(text, subject));
  if (!parsed.success) throw invalid(`${subject}: header`, 'must be a JSON object', text.slice(0, 100));
  const twice = repeatedKey(text);
  if (twice !== undefined) throw invalid(`${subject}: tensor ${twice}`, 'must be named once', 'it twice');
  const named = Object.entries(parsed.data).filter(([name]) => name !== METADATA_KEY);
  const entries = named.map(([name, fields]) => parseEntry(name, fields, dtypes, subject));
  checkCover(entries, dataBytes, subject);
  return entries;
}

function decodeText(header: Uint8Array, subject: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch (error) {
    throw invalid(`${subject}: header`, 'must be JSON in UTF-8', error);
  }
}

function parseText(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`${subject}: header`, 'must be JSON in UTF-8', error);
  }
}

/** A key that the outermost object of this valid JSON has twice: JSON.parse keeps the last one and says nothing. */
function repeatedKey(text: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') depth++;
    if (character === '}' || character === ']') depth--;
    if (character !== QUOTE) continue;
    const begin = at;
    for (at++; text[at] !== QUOTE; at++) if (text[at] === '\\') at++;
    if (depth !== 1 || !/^\s*:/.test(text.slice(at + 1, at + 16))) continue;
    const key = String(JSON.parse(text.slice(begin, at + 1)));
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return undefined;
}

function parseEntry<Dtype extends string>(
  name: string,
  fields: unknown,
  dtypes: Dtypes<Dtype>,
  file: string,
): HeaderEntry<Dtype> {
  const subject = `${file}: tensor ${name}`;
  const parsed = entrySchema.safeParse(fields);
  if (!parsed.success) {
    throw invalid(subject, 'must have dtype, shape and data_offsets', z.prettifyError(parsed.error));
  }
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isReadable(dtype, dtypes)) {
    throw new InputError({
      subject: `${subject}: dtype`,
      rule: `must be one of ${Object.keys(dtypes.bytes).join(', ')}`,
      received: dtype,
      hint: dtypes.hint,
    });
  }
  const [begin, end] = offsets;
  // A product past 2^53 is inexact, but then far longer than any file and refused all the same.
  const bytes = shape.reduce((product, size) => product * size, dtypes.bytes[dtype]);
  if (end - begin !== bytes) {
    throw invalid(
      `${subject}: data_offsets`,
      `must span the ${bytes} bytes of shape [${shape.join(', ')}]`,
      offsets,
    );
  }
  return { name, dtype, shape, begin, end };
}

function isReadable<Dtype extends string>(dtype: string, { bytes }: Dtypes<Dtype>): dtype is Dtype {
  return Object.hasOwn(bytes, dtype);
}

function checkCover(entries: readonly HeaderEntry<string>[], dataBytes: number, subject: string): void {
  let covered = 0;
  const ordered = [...entries].sort((left, right) => left.begin - right.begin || left.end - right.end);
  for (const { name, begin, end } of ordered) {
    if (begin !== covered || end > dataBytes) {
      const rule = `must begin at byte ${covered} and end within the ${dataBytes} bytes of data`;
      throw invalid(`${subject}: tensor ${name}: data_offsets`, rule, [begin, end]);
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw invalid(subject, `must hold ${covered} bytes of data, as its tensors say`, dataBytes);
  }
}

function invalid(subject: string, rule: string, received: unknown): InputError {
  return new InputError({ subject, rule, received, hint: 'The file is damaged, or not safetensors.' });
}
