import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Tokenizer } from '../integer-model.ts';
import { type LoadOptions, refuseTokenizer } from '../load-options.ts';
import { parseSchema } from '../parse-schema.ts';
import { parseJson, readModelFile } from '../read-json.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import { checkSpecialTokens } from '../tokenizer/special-tokens.ts';
import type { HuggingFaceConfig } from './config.ts';
import { readHuggingFaceTokenizer } from './tokenizer.ts';

const LARGEST_CONFIG_BYTES = 2 ** 22;

const token = z.int('must be an integer').nonnegative('must be at least 0');
const generationSchema = z.looseObject({
  eos_token_id: z.union([token, z.array(token).max(1024)], 'must be a token or a list of tokens').nullish(),
});

/**
 * The tokenizer of a folder: its tokenizer.json, else the one that the user names, else none. A sequence ends with the
 * first end that generation_config.json names, or config.json without one.
 */
export function folderTokenizer(
  folder: string,
  { shape, bosToken, eosTokens }: HuggingFaceConfig,
  options: LoadOptions,
): Tokenizer {
  const path = join(folder, 'tokenizer.json');
  const [stop] = generationEnds(folder) ?? eosTokens;
  if (existsSync(path)) {
    refuseTokenizer(options, folder);
    return readHuggingFaceTokenizer(path, shape.vocabulary, stop);
  }
  if (options.tokenizer !== undefined) return readTokenizer(options.tokenizer, shape.vocabulary);
  const special = { boundary: bosToken, stop: stop ?? null };
  checkSpecialTokens(special, shape.vocabulary, folder);
  return { kind: 'none', ...special };
}

function generationEnds(folder: string): readonly number[] | undefined {
  const path = join(folder, 'generation_config.json');
  if (!existsSync(path)) return undefined;
  const document = parseJson(readModelFile(path, path, LARGEST_CONFIG_BYTES), path);
  const { eos_token_id: ends } = parseSchema(generationSchema, document, path);
  return ends == null ? undefined : [ends].flat();
}
