import { join } from 'node:path';
import type { DesignFile } from '../../generator/emit/design-file.ts';
import type { Tokenizer } from '../../generator/model/integer-model.ts';
import { isTokenizerKind } from '../tokens.ts';
import { refusal } from './design-document.ts';

/** Lists that a tokenizer may have, one entry a token each. */
const LISTS = ['characters', 'pieces', 'scores'];

/**
 * The tokenizer of a build, from its design.json or, where that names one, from a file of its own.
 *
 * @param readText reads a file of the folder
 * @throws InputError for one that no build writes
 */
export function designTokenizer(
  { tokenizer, shape }: Pick<DesignFile, 'tokenizer' | 'shape'>,
  folder: string,
  readText: (path: string) => string,
): Tokenizer {
  const inFile = tokenizer?.kind === 'file';
  if (inFile && tokenizer.file !== TOKENIZER_FILE) {
    throw refusal(
      `${join(folder, 'design.json')}: tokenizer.file`,
      `must be ${TOKENIZER_FILE}`,
      tokenizer.file,
    );
  }
  const subject = inFile ? join(folder, TOKENIZER_FILE) : `${join(folder, 'design.json')}: tokenizer`;
  const found = inFile ? parsed(readText(TOKENIZER_FILE)) : tokenizer;
  if (!isTokenizer(found)) throw refusal(subject, 'must be a tokenizer of a known kind', found);
  for (const list of LISTS) {
    const value: unknown = Reflect.get(found, list);
    if (value !== undefined && !(Array.isArray(value) && value.length === shape.vocabulary)) {
      throw refusal(`${subject}: ${list}`, `must be a list of ${shape.vocabulary} entries`, value);
    }
  }
  return found;
}

/** Where a build puts a tokenizer that is too large for its design.json. */
const TOKENIZER_FILE = 'tokenizer.json';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isTokenizer(value: unknown): value is Tokenizer {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('boundary' in value))
    return false;
  const stop = 'stop' in value ? value.stop : null;
  return (
    isTokenizerKind(value.kind) &&
    [value.boundary, stop].every((token) => token === null || Number.isInteger(token))
  );
}
