import { z } from 'zod';
import { InputError } from '../errors.ts';
import { characterTokenizer } from './character-tokenizer.ts';
import type { FloatModel } from './float-model.ts';
import type { CharacterTokenizer, ModelShape } from './integer-model.ts';
import { type LoadOptions, refuseTokenizer } from './load-options.ts';
import { modelNameOf } from './model-name.ts';
import { parseSchema } from './parse-schema.ts';
import { LARGEST } from './size-limits.ts';
import { type StateTensor, weightsFromState } from './state-dict.ts';

/** Epsilon of microGPT's norm, which a state dict does not name. Source: Karpathy, microgpt.py, `rmsnorm`. */
const NORM_EPSILON = 1e-5;

const size = (largest: number, description: string) =>
  z
    .int('must be an integer')
    .min(1, 'must be at least 1')
    .max(largest, `must be at most ${largest}`)
    .meta({ description });

const stateDictSchema = z.strictObject({
  config: z.strictObject({
    n_layer: size(LARGEST.layers, 'number of layers'),
    n_embd: size(LARGEST.width, 'elements of the residual stream, a multiple of n_head'),
    n_head: size(LARGEST.heads, 'attention heads'),
    block_size: size(LARGEST.context, 'positions'),
    vocab_size: size(LARGEST.vocabulary, 'tokens'),
  }),
  chars: z
    .array(z.string('must be a string'), 'must be a list of strings')
    .meta({ description: 'one character a token' }),
  bos: z
    .int('must be an integer')
    .min(0, 'must be at least 0')
    .meta({ description: 'the token that begins and ends a sequence' }),
  weights: z
    .record(z.string(), z.unknown(), 'must be an object of matrices')
    .meta({ description: 'matrices by name, each a list of rows' }),
});

type StateDict = z.output<typeof stateDictSchema>;

/** The model of a parsed state-dict JSON `{config, chars, bos, weights}`, as microGPT's training script leaves it. */
export function loadStateDict(document: unknown, path: string, options: LoadOptions): FloatModel {
  refuseTokenizer(options, path);
  const state = parseSchema(stateDictSchema, document, path);
  const tensors = new Map(
    Object.entries(state.weights).map(([name, rows]) => [name, matrix(rows, `${path}: weights.${name}`)]),
  );
  const shape = modelShape(state, tensors, path);
  const ternary = options.weightFormat === 'ternary';
  return {
    kind: 'microgpt',
    name: modelNameOf(path, '.json'),
    shape,
    normEpsilon: NORM_EPSILON,
    weightFormat: options.weightFormat ?? 'q412',
    activationFormat: options.activationFormat ?? (ternary ? 'int8' : 'int16'),
    kvFormat: options.kvFormat ?? (ternary ? 'int8' : 'int16'),
    ...weightsFromState(tensors, shape, path),
    tokenizer: tokenizer(state, path),
    trainedTernary: false,
    calibration: null,
  };
}

function modelShape(
  { config }: StateDict,
  tensors: ReadonlyMap<string, StateTensor>,
  path: string,
): ModelShape {
  const {
    n_layer: layers,
    n_embd: width,
    n_head: heads,
    block_size: context,
    vocab_size: vocabulary,
  } = config;
  if (width % heads !== 0) {
    throw new InputError({
      subject: `${path}: config.n_embd`,
      rule: `must be a multiple of n_head, ${heads}`,
      received: width,
      hint: 'Every head has n_embd/n_head elements.',
    });
  }
  // The one size that the configuration does not name. A missing fc1 is reported with all that is missing.
  const ffn = tensors.get('layer0.mlp_fc1')?.shape[0] ?? 4 * width;
  return { layers, width, heads, kvHeads: heads, headDim: width / heads, ffn, context, vocabulary };
}

/** The boundary's entry may be absent where it is the last token, and may have any text. */
function tokenizer({ chars, bos, config }: StateDict, path: string): CharacterTokenizer {
  const complete = chars.length === config.vocab_size - 1 && bos === chars.length ? [...chars, ''] : chars;
  const characters = complete.map((character, token) => (token === bos ? '' : character));
  return characterTokenizer(characters, bos, config.vocab_size, {
    characters: `${path}: chars`,
    boundary: `${path}: bos`,
  });
}

/** Rows of equal length, numbers only; that they are finite is checked with the shapes. */
function matrix(rows: unknown, subject: string): StateTensor {
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new InputError({ subject, rule: 'must be a list of rows', received: rows, hint: MATRIX_HINT });
  }
  const [first] = rows;
  const cols = Array.isArray(first) ? first.length : 0;
  const values = new Float64Array(rows.length * cols);
  for (const [r, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== cols || cols === 0) {
      const rule =
        cols === 0 ? 'must be a row of numbers' : `must be a row of ${cols} numbers, as the first one`;
      const received = Array.isArray(row) ? `${row.length} entries` : row;
      throw new InputError({ subject: `${subject}[${r}]`, rule, received, hint: MATRIX_HINT });
    }
    for (const [c, value] of row.entries()) {
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        const received = typeof value === 'number' ? `${value} (too large for a 64-bit float)` : value;
        throw new InputError({
          subject: `${subject}[${r}][${c}]`,
          rule: 'must be a finite number',
          received,
          hint: MATRIX_HINT,
        });
      }
      values[r * cols + c] = value;
    }
  }
  return { shape: [rows.length, cols], values };
}

const MATRIX_HINT = 'A matrix is a list of rows, one row an output, each a list of numbers of equal length.';
