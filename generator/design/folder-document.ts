import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { InputError } from '../errors.ts';
import { fileFailure } from '../file-failure.ts';
import { at } from '../model/parse-schema.ts';

/** A JSON file of a build folder. @throws InputError where it is missing or not what a build writes */
export function readFolderDocument<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): z.output<Schema> {
  const path = join(folder, name);
  const parsed = schema.safeParse(parseJson(path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw spoilt(at(path, issue?.path ?? []), issue?.message.replace(/^Invalid input: /, ''));
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw spoilt(path, error.message);
    throw fileFailure(path, 'read', error, 'give the folder that `fpga-gen build -o` made');
  }
}

function spoilt(subject: string, reason: string | undefined): InputError {
  return new InputError({
    subject,
    rule: `is not as a build leaves it: ${reason}`,
    hint: 'write the folder anew with `fpga-gen build`',
  });
}
