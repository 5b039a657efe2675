import { z } from 'zod';
import { LARGEST } from './size-limits.ts';
import { TOKENIZER_FILE } from './tokenizer/stored-tokenizer.ts';

/** UTF-16 units of a name. */
export const LONGEST_NAME = 200;

/** What `format` must say. */
export const MODEL_FORMAT = 'fpga-gen-model';

/** Control characters, line separators and bidirectional marks would let a name leave its line in what we write. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
/** A file beside the model.json, not a path. */
const FILE_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.+ -]*$/u;

const size = (largest: number, description: string) =>
  z
    .int('must be an integer')
    .min(1, 'must be at least 1')
    .max(largest, `must be at most ${largest}`)
    .meta({ description });

const fraction = (of: string) =>
  z
    .int('must be an integer')
    .min(-8, 'must be at least -8')
    .max(24, 'must be at most 24')
    .meta({ description: `fraction bits of ${of}` });

const normEpsilon = z
  .number('must be a number')
  .positive('must be positive')
  .max(1, 'must be at most 1')
  .meta({ description: 'added to the mean square before the root; 1e-5 in most models' });

const flag = (description: string) => z.boolean('must be true or false').meta({ description });

/** microGPT: learned positions, norms without gain, ReLU, no biases, untied head. */
const microgptSchema = z.strictObject({
  kind: z
    .literal('microgpt', 'must be "microgpt"')
    .meta({ description: 'a kind that is known: microgpt, llama' }),
  layers: size(LARGEST.layers, 'number of layers'),
  width: size(LARGEST.width, 'elements of the residual stream, a multiple of heads'),
  heads: size(LARGEST.heads, 'attention heads'),
  ffn: size(LARGEST.ffn, 'hidden elements of the feed-forward'),
  context: size(LARGEST.context, 'positions'),
  vocabulary: size(LARGEST.vocabulary, 'tokens'),
  norm_epsilon: normEpsilon,
});

/** Llama and its kin: norms with gains, rotary positions, grouped queries, a gated feed-forward. */
const llamaSchema = z.strictObject({
  kind: z.literal('llama', 'must be "llama"').meta({ description: 'a kind that is known: microgpt, llama' }),
  layers: size(LARGEST.layers, 'number of layers'),
  width: size(LARGEST.width, 'elements of the residual stream'),
  heads: size(LARGEST.heads, 'attention heads'),
  kv_heads: size(LARGEST.heads, 'heads of keys and values, a divisor of heads'),
  head_dim: size(LARGEST.width, 'elements of a head, an even number'),
  ffn: size(LARGEST.ffn, 'hidden elements of the feed-forward'),
  context: size(LARGEST.context, 'positions'),
  vocabulary: size(LARGEST.vocabulary, 'tokens'),
  norm_epsilon: normEpsilon,
  rope: z.strictObject({
    base: z
      .number('must be a number')
      .min(1, 'must be at least 1')
      .max(1e12, 'must be at most 1e12')
      .meta({ description: 'pair i turns by position · base^(−2i/head_dim)' }),
    pairing: z
      .enum(['adjacent', 'half'], 'must be adjacent or half')
      .meta({ description: 'element 2i turns with 2i + 1, or i with i + head_dim/2' }),
  }),
  feed_forward: z
    .enum(['silu_mul', 'relu2_mul'], 'must be silu_mul or relu2_mul')
    .meta({ description: 'silu(gate) · up, or relu(gate)² · up' }),
  sub_norms: flag("norms before wo and w2, as BitNet's"),
  tied_head: flag('the head is the token embedding'),
  qkv_bias: flag('wq, wk and wv have a bias'),
});

const token = z.int('must be an integer').min(0, 'must be at least 0').nullable();

const charactersSchema = z.strictObject({
  kind: z.literal('characters', 'must be "characters"'),
  characters: z
    .array(z.string('must be a string'), 'must be a list of strings')
    .meta({ description: 'one character a token, an empty string for the boundary' }),
  boundary: token.meta({
    description: 'the token that begins and ends a sequence, null where there is none',
  }),
});

/** Of a model that came without its tokenizer. */
const noTokenizerSchema = z.strictObject({
  kind: z.literal('none', 'must be "none"'),
  boundary: token.meta({ description: 'the token that begins a sequence, null where there is none' }),
  stop: token
    .optional()
    .meta({ description: 'the token that ends a sequence, where it is not the boundary; null for none' }),
});

/** One that is too large for this document. */
const tokenizerReferenceSchema = z.strictObject({
  kind: z.literal('file', 'must be "file"'),
  file: z
    .literal(TOKENIZER_FILE, `must be "${TOKENIZER_FILE}"`)
    .meta({ description: 'the tokenizer.json beside this file' }),
});

/** The native model file, `model.json`. */
export const modelFileSchema = z
  .strictObject({
    format: z.literal(MODEL_FORMAT, `must be "${MODEL_FORMAT}"`),
    version: z.literal(1, 'must be 1').meta({ description: 'this fpga-gen reads version 1' }),
    name: z
      .string('must be a string')
      .min(1, 'must not be empty')
      .max(LONGEST_NAME, `must have at most ${LONGEST_NAME} characters`)
      .regex(ONE_LINE, 'must be one line without control characters')
      .meta({ description: 'free text for people' }),
    architecture: z.discriminatedUnion(
      'kind',
      [microgptSchema, llamaSchema],
      'must name a kind that is known: microgpt, llama',
    ),
    weights: z.strictObject({
      file: z
        .string('must be a string')
        .max(255, 'must have at most 255 characters')
        .regex(FILE_NAME, 'must be the name of a file beside model.json, not a path')
        .meta({ description: 'safetensors file with the float weights, beside this file' }),
      format: z
        .enum(['ternary', 'int8', 'int4', 'q412'], 'must be ternary, int8, int4 or q412')
        .meta({ description: 'what the weights were trained for' }),
      trained_ternary: z.boolean('must be true or false').optional().meta({
        description:
          'whether ternary is what the float weights were trained to stand for; where it is left out, they were if the format is ternary and no tensor holds trits',
      }),
    }),
    activation_format: z
      .enum(['int8', 'int16'], 'must be int8 or int16')
      .meta({ description: 'operands of the matrix products' }),
    kv_format: z
      .enum(['int8', 'int16'], 'must be int8 or int16')
      .meta({ description: 'queries, keys and values' }),
    tokenizer: z.discriminatedUnion(
      'kind',
      [charactersSchema, noTokenizerSchema, tokenizerReferenceSchema],
      'must name a kind that is known: characters, none, file',
    ),
    calibration: z
      .strictObject({ q_frac: fraction('queries'), k_frac: fraction('keys'), v_frac: fraction('values') })
      .optional()
      .meta({ description: 'measured by fpga-gen where it is left out' }),
  })
  .meta({ title: 'fpga-gen model.json' });

export type ModelFile = z.output<typeof modelFileSchema>;
export type Architecture = ModelFile['architecture'];
export type LlamaArchitecture = z.output<typeof llamaSchema>;
export type MicrogptArchitecture = z.output<typeof microgptSchema>;

/** The schema that is published as docs/schema/model.schema.json. */
export function modelFileJsonSchema(): object {
  return z.toJSONSchema(modelFileSchema, { io: 'input' });
}
