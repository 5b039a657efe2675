import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer as Library } from '@huggingface/tokenizers';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { NoTokenizer } from '../integer-model.ts';
import { parseSchema } from '../parse-schema.ts';
import { parseJson, readModelFile } from '../read-json.ts';

const LARGEST_TOKENIZER_BYTES = 128 * 2 ** 20;
/** A text that no post-processor treats in a way of its own. */
const PROBE = 'a';
const HINT = 'Is it the tokenizer.json of this model, and complete?';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A tokenizer.json of Hugging Face, for @huggingface/tokenizers. */
export interface HuggingFaceTokenizer {
  readonly kind: 'huggingface';
  /** tokenizer.json. */
  readonly definition: JsonObject;
  /** tokenizer_config.json; empty where there is none. */
  readonly config: JsonObject;
  /** Begins every sequence, where the tokenizer puts one there; it is not in what the library encodes for us. */
  readonly boundary: number | null;
  /** Generated, each of them ends a sequence. */
  readonly stop: readonly number[];
}

const token = z.int('must be an integer').nonnegative('must be at least 0');
const schema = z.looseObject({
  model: z.looseObject({
    /** By text, or (Unigram) a list of [text, score]. */
    vocab: z.union(
      [z.record(z.string(), token), z.array(z.tuple([z.string(), z.number()]))],
      'must be an object of token numbers or a list of pairs',
    ),
  }),
  added_tokens: z
    .array(z.looseObject({ id: token, content: z.string('must be a string') }), 'must be a list of tokens')
    .optional(),
});
const configSchema = z.looseObject({
  add_bos_token: z.boolean('must be true or false').nullish(),
  bos_token: z.union([z.string(), z.looseObject({ content: z.string() })]).nullish(),
});
const generationSchema = z.looseObject({
  eos_token_id: z.union([token, z.array(token).max(1024)], 'must be a token or a list of tokens').nullish(),
});

/** What a folder says about the tokens that end a sequence. */
interface Ends {
  readonly eosTokens: readonly number[];
}

/** The tokenizer of a folder; where there is no tokenizer.json, prompts are token numbers. */
export function folderTokenizer(
  folder: string,
  vocabulary: number,
  { eosTokens }: Ends,
): HuggingFaceTokenizer | NoTokenizer {
  const path = join(folder, 'tokenizer.json');
  const stop = generationStops(folder) ?? eosTokens;
  if (!existsSync(path)) return { kind: 'none', boundary: null };
  return loadTokenizer(path, vocabulary, stop);
}

/**
 * Reads a tokenizer.json, with the tokenizer_config.json beside it. `stop` ends a sequence.
 *
 * @throws InputError when the library cannot make it out, or its tokens are not those of the model.
 */
export function loadTokenizer(
  path: string,
  vocabulary: number,
  stop: readonly number[],
): HuggingFaceTokenizer {
  const definition = readObject(path);
  const configPath = join(path, '..', 'tokenizer_config.json');
  const config = existsSync(configPath) ? readObject(configPath) : {};
  checkTokens(definition, vocabulary, path);
  const wrong = stop.find((id) => id >= vocabulary);
  if (wrong !== undefined) throw outside(`${path}: eos_token_id`, wrong, vocabulary);
  return { kind: 'huggingface', definition, config, boundary: boundaryOf(definition, config, path), stop };
}

function generationStops(folder: string): readonly number[] | undefined {
  const path = join(folder, 'generation_config.json');
  if (!existsSync(path)) return undefined;
  const { eos_token_id: eos } = parseSchema(generationSchema, readObject(path), path);
  return eos == null ? undefined : [eos].flat();
}

function readObject(path: string): JsonObject {
  return parseSchema(
    z.looseObject({}),
    parseJson(readModelFile(path, path, LARGEST_TOKENIZER_BYTES), path),
    path,
  );
}

/** The library would make room for whatever number a token has. */
function checkTokens(definition: JsonObject, vocabulary: number, path: string): void {
  const { model, added_tokens: added = [] } = parseSchema(schema, definition, path);
  const ids = Array.isArray(model.vocab)
    ? model.vocab.map((_, id) => id)
    : Object.values(model.vocab).map(Number);
  const wrong = [...ids, ...added.map(({ id }) => id)].find((id) => id >= vocabulary);
  if (wrong !== undefined) throw outside(path, wrong, vocabulary);
}

function outside(subject: string, token: number, vocabulary: number): InputError {
  return new InputError({
    subject,
    rule: `must have tokens below ${vocabulary}, the vocabulary of the model`,
    received: token,
    hint: HINT,
  });
}

/**
 * The token that begins a sequence: the one that the post-processor puts before a text, unless add_bos_token of the
 * configuration says otherwise (transformers then builds the post-processor anew).
 */
function boundaryOf(definition: JsonObject, config: JsonObject, path: string): number | null {
  const { add_bos_token: wanted, bos_token: bos } = parseSchema(
    configSchema,
    config,
    `${path}'s configuration`,
  );
  const library = libraryTokenizer(definition, config, path);
  if (wanted === false) return null;
  if (wanted === true && bos != null) {
    const content = typeof bos === 'string' ? bos : bos.content;
    const id = library.token_to_id(content);
    if (id !== undefined) return id;
    throw new InputError({
      subject: path,
      rule: `must hold the bos_token of its configuration`,
      received: content,
    });
  }
  const plain = encodeWith(library, false, path);
  const whole = encodeWith(library, true, path);
  const [first, second] = whole;
  if (first === undefined || startsWith(whole, plain)) return null;
  if (second === undefined || startsWith(whole.slice(1), plain)) return first;
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

function libraryTokenizer(definition: JsonObject, config: JsonObject, path: string): Library {
  try {
    return new Library(definition, config);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function encodeWith(library: Library, special: boolean, path: string): readonly number[] {
  try {
    return library.encode(PROBE, { add_special_tokens: special }).ids;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Whatever the library throws at a definition that it does not understand, it is the definition that is wrong. */
function unreadable(subject: string, error: unknown): InputError {
  const rule = 'must be a tokenizer that @huggingface/tokenizers reads';
  return new InputError({ subject, rule, received: error, hint: HINT });
}
