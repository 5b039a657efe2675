import { z } from 'zod';
import { firstCharacter } from '../content-reader.ts';
import { huggingFaceTokenizer } from '../hugging-face/hugging-face-tokenizer.ts';
import type { Tokenizer, TokenizerKind } from '../integer-model.ts';
import { parseSchema } from '../parse-schema.ts';
import { parseJson, readModelFile } from '../read-json.ts';
import { piecesTokenizer } from './pieces-tokenizer.ts';
import { LARGEST_TOKENIZER_BYTES, type TokenizerReader } from './tokenizer-reader.ts';

/** What `format` must say. */
export const TOKENIZER_FORMAT = 'fpga-gen-tokenizer';

const token = z.int('must be an integer').min(0, 'must be at least 0').nullable();

/** Keys that every kind has. */
const common = {
  format: z.literal(TOKENIZER_FORMAT, `must be "${TOKENIZER_FORMAT}"`),
  version: z.literal(1, 'must be 1').meta({ description: 'this fpga-gen reads version 1' }),
  boundary: token.meta({ description: 'the token that begins a sequence, null where there is none' }),
  stop: token
    .optional()
    .meta({ description: 'the token that ends a sequence, where it is not the boundary; null for none' }),
};

const piecesSchema = z.strictObject({
  kind: z.literal('pieces', 'must be "pieces"'),
  ...common,
  pieces: z
    .array(z.string('must be a string'), 'must be a list of strings')
    .meta({ description: 'the bytes of each token as characters U+0001 to U+00FF' }),
  scores: z.array(z.number('must be a number'), 'must be a list of numbers').meta({
    description: 'of neighbours that together are a piece, those of the highest score are merged first',
  }),
});

const huggingFaceSchema = z.strictObject({
  kind: z.literal('huggingface', 'must be "huggingface"'),
  ...common,
  definition: z
    .looseObject({}, 'must be an object')
    .meta({ description: 'the tokenizer.json of Hugging Face' }),
  config: z
    .looseObject({}, 'must be an object')
    .meta({ description: 'its tokenizer_config.json, empty where there is none' }),
});

/** Our tokenizer.json: a tokenizer that is too large for a model.json or design.json. */
export const tokenizerFileSchema = z
  .discriminatedUnion(
    'kind',
    [piecesSchema, huggingFaceSchema],
    'must name a kind that is known: pieces or huggingface',
  )
  .meta({ title: 'fpga-gen tokenizer.json' });

type AnyFile = z.output<typeof tokenizerFileSchema>;

/** Kinds that lie in a file of their own. */
export type FiledKind = AnyFile['kind'] & TokenizerKind;

/** The file of one kind; of any, where none is named. */
type TokenizerFile<Kind extends FiledKind = FiledKind> = {
  [K in Kind]: Extract<AnyFile, { kind: K }> & { readonly kind: K };
}[Kind];

/** What makes a checked tokenizer of a parsed file: one line a kind. */
const CHECKS: {
  readonly [Kind in FiledKind]: (
    file: TokenizerFile<Kind>,
    vocabulary: number,
    subject: string,
  ) => Tokenizer<Kind>;
} = {
  pieces: ({ stop, ...file }, ...rest) =>
    piecesTokenizer(stop === undefined ? file : { ...file, stop }, ...rest),
  huggingface: ({ stop, ...file }, ...rest) =>
    huggingFaceTokenizer(stop === undefined ? file : { ...file, stop }, ...rest),
};

/** Reads our own tokenizer.json. */
export const tokenizerFileReader: TokenizerReader = {
  name: 'a tokenizer.json of fpga-gen',
  extensions: ['.json'],
  recognises: (_, head) =>
    head !== null &&
    firstCharacter(head) === '{' &&
    Buffer.from(head).toString('latin1').includes(`"${TOKENIZER_FORMAT}"`),
  read: (path, vocabulary) => {
    const document = parseJson(readModelFile(path, path, LARGEST_TOKENIZER_BYTES), path);
    return checked(parseSchema(tokenizerFileSchema, document, path), vocabulary, path);
  },
};

function checked<Kind extends FiledKind>(
  file: TokenizerFile<Kind>,
  vocabulary: number,
  subject: string,
): Tokenizer<Kind> {
  return CHECKS[file.kind](file, vocabulary, subject);
}

/** The content of such a file. */
export function tokenizerFileText(tokenizer: Tokenizer<FiledKind>): string {
  return `${JSON.stringify({ format: TOKENIZER_FORMAT, version: 1, ...tokenizer })}\n`;
}

/** The schema that is published as docs/schema/tokenizer.schema.json. */
export function tokenizerFileJsonSchema(): object {
  return z.toJSONSchema(tokenizerFileSchema, { io: 'input' });
}
