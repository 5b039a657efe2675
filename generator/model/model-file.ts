import { z } from 'zod';

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

/** microGPT: learned positions, norms without gain, ReLU, no biases, untied head. */
const microgptSchema = z.strictObject({
  kind: z
    .literal('microgpt', 'must be "microgpt"')
    .meta({ description: 'the one kind known so far is "microgpt"' }),
  layers: size(256, 'number of layers'),
  width: size(16_384, 'elements of the residual stream, a multiple of heads'),
  heads: size(1024, 'attention heads'),
  ffn: size(65_536, 'hidden elements of the feed-forward'),
  context: size(65_536, 'positions'),
  vocabulary: size(262_144, 'tokens'),
  norm_epsilon: z
    .number('must be a number')
    .positive('must be positive')
    .max(1, 'must be at most 1')
    .meta({ description: 'added to the mean square before the root; 1e-5 in microGPT' }),
});

const charactersSchema = z.strictObject({
  kind: z.literal('characters', 'must be "characters"'),
  characters: z
    .array(z.string('must be a string'), 'must be a list of strings')
    .meta({ description: 'one character a token, an empty string for the boundary' }),
  boundary: z
    .int('must be an integer')
    .min(0, 'must be at least 0')
    .nullable()
    .meta({ description: 'the token that begins and ends a sequence, null where there is none' }),
});

/** The native model file, `model.json`. Other architectures will be other `kind`s. */
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
    architecture: z.discriminatedUnion('kind', [microgptSchema], 'must name a kind that is known: microgpt'),
    weights: z.strictObject({
      file: z
        .string('must be a string')
        .max(255, 'must have at most 255 characters')
        .regex(FILE_NAME, 'must be the name of a file beside model.json, not a path')
        .meta({ description: 'safetensors file with the float weights, beside this file' }),
      format: z
        .enum(['ternary', 'int8', 'q412'], 'must be ternary, int8 or q412')
        .meta({ description: 'what the weights were trained for' }),
    }),
    activation_format: z
      .enum(['int8', 'int16'], 'must be int8 or int16')
      .meta({ description: 'operands of the matrix products' }),
    kv_format: z
      .enum(['int8', 'int16'], 'must be int8 or int16')
      .meta({ description: 'queries, keys and values' }),
    tokenizer: charactersSchema,
    calibration: z
      .strictObject({ q_frac: fraction('queries'), k_frac: fraction('keys'), v_frac: fraction('values') })
      .optional()
      .meta({ description: 'measured by fpga-gen where it is left out' }),
  })
  .meta({ title: 'fpga-gen model.json' });

export type ModelFile = z.output<typeof modelFileSchema>;

/** The schema that is published as docs/schema/model.schema.json. */
export function modelFileJsonSchema(): object {
  return z.toJSONSchema(modelFileSchema, { io: 'input' });
}
