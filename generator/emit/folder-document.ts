import { join } from 'node:path';
import type { z } from 'zod';
import { parseSchema } from '../model/parse-schema.ts';
import { LARGEST_JSON_BYTES, parseJson, readModelFile } from '../model/read-json.ts';

/** A JSON file of a build folder. @throws InputError where it is missing or not what a build writes */
export function readFolderDocument<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): z.output<Schema> {
  const path = join(folder, name);
  const bytes = readModelFile(path, `${path} of the build folder`, LARGEST_JSON_BYTES);
  return parseSchema(schema, parseJson(bytes, path), path);
}
