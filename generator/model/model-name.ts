import { basename } from 'node:path';
import { LONGEST_NAME } from './model-file.ts';

/** A file's name as a model's: one line of at most as many characters as a model.json may name. */
export function modelNameOf(path: string, extension: string): string {
  return basename(path, extension)
    .slice(0, LONGEST_NAME)
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '_');
}
