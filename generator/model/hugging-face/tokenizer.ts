import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Tokenizer as Library } from '@huggingface/tokenizers';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { firstCharacter } from '../content-reader.ts';
import type { HuggingFaceTokenizer, Tokenizer } from '../integer-model.ts';
import { parseSchema } from '../parse-schema.ts';
import { parseJson, readModelFile } from '../read-json.ts';
import { LARGEST_TOKENIZER_BYTES, type TokenizerReader } from '../tokenizer/tokenizer-reader.ts';
import { checkTokens, huggingFaceTokenizer } from './hugging-face-tokenizer.ts';

/** A text that no post-processor treats in a way of its own. */
const PROBE = 'a';

type JsonObject = HuggingFaceTokenizer['definition'];

const specialToken = z
  .union([z.string(), z.looseObject({ content: z.string() })], 'must be a token')
  .nullish();
const configSchema = z.looseObject({
  add_bos_token: z.boolean('must be true or false').nullish(),
  bos_token: specialToken,
  eos_token: specialToken,
});

/** Reads a tokenizer.json of Hugging Face, with the tokenizer_config.json beside it. */
export const huggingFaceTokenizerReader: TokenizerReader = {
  name: 'a tokenizer.json of Hugging Face',
  extensions: ['.json'],
  recognises: (_, head) => head !== null && firstCharacter(head) === '{',
  read: (path, vocabulary) => readHuggingFaceTokenizer(path, vocabulary),
};

/**
 * @param stop the token that ends a sequence, where the model says; else the tokenizer's configuration may
 * @throws InputError when the library cannot make it out, or its tokens are not those of the model.
 */
export function readHuggingFaceTokenizer(
  path: string,
  vocabulary: number,
  stop?: number,
): Tokenizer<'huggingface'> {
  const definition = readObject(path);
  const configPath = join(
    dirname(path),
    basename(path).replace(/(tokenizer)?\.json$/, 'tokenizer_config.json'),
  );
  const config = existsSync(configPath) ? readObject(configPath) : {};
  checkTokens(definition, vocabulary, path);
  const settings = parseSchema(configSchema, config, configPath);
  const library = libraryTokenizer(definition, config, path);
  const boundary = boundaryOf(library, settings, path);
  const end = stop ?? tokenOf(library, settings.eos_token, path);
  const special = end === null ? { boundary } : { boundary, stop: end };
  return huggingFaceTokenizer({ definition, config, ...special }, vocabulary, path);
}

function readObject(path: string): JsonObject {
  const bytes = readModelFile(path, path, LARGEST_TOKENIZER_BYTES);
  return parseSchema(z.looseObject({}, 'must be an object'), parseJson(bytes, path), path);
}

/**
 * The token that begins a sequence: the one that the post-processor puts before a text, unless add_bos_token of the
 * configuration says otherwise (transformers then builds the post-processor anew).
 */
function boundaryOf(library: Library, settings: z.output<typeof configSchema>, path: string): number | null {
  if (settings.add_bos_token === false) return null;
  if (settings.add_bos_token === true) return tokenOf(library, settings.bos_token, path);
  const plain = probe(library, false, path);
  const whole = probe(library, true, path);
  const [first] = whole;
  if (first === undefined || startsWith(whole, plain)) return null;
  if (startsWith(whole.slice(1), plain)) return first;
  throw new InputError({
    subject: `${path}: post_processor`,
    rule: 'must put at most one token before a text',
    received: whole,
    hint: 'A sequence begins with one boundary token.',
  });
}

function startsWith(tokens: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((token, index) => tokens[index] === token);
}

/** The number of a special token, where the configuration names one. */
function tokenOf(library: Library, token: z.output<typeof specialToken>, path: string): number | null {
  if (token == null) return null;
  const content = typeof token === 'string' ? token : token.content;
  const id = library.token_to_id(content);
  if (id !== undefined) return id;
  const rule = 'must hold the special tokens of its tokenizer_config.json';
  throw new InputError({ subject: path, rule, received: content });
}

function libraryTokenizer(definition: JsonObject, config: JsonObject, path: string): Library {
  try {
    return new Library(definition, config);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Tokens of a short text. */
function probe(library: Library, special: boolean, path: string): readonly number[] {
  try {
    return library.encode(PROBE, { add_special_tokens: special }).ids;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Whatever the library throws at a definition that it does not understand, it is the definition that is wrong. */
function unreadable(subject: string, error: unknown): InputError {
  const rule = 'must be a tokenizer that @huggingface/tokenizers reads';
  return new InputError({ subject, rule, received: error, hint: 'Is the file complete?' });
}
