import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { checkHeads, LARGEST } from '../checkpoint/sizes.ts';
import type { FeedForward } from '../float-model.ts';
import type { ModelShape } from '../integer-model.ts';
import { parseSchema } from '../parse-schema.ts';
import { type Architecture, architectureOf, feedForwardOf } from './architectures.ts';
import { type Quantisation, quantisationOf } from './quantisation.ts';

const size = (largest: number, description: string) =>
  z
    .int('must be an integer')
    .min(1, 'must be at least 1')
    .max(largest, `must be at most ${largest}`)
    .meta({ description });

const flag = (description: string) => z.boolean('must be true or false').nullish().meta({ description });

const tokens = z
  .union(
    [z.int().nonnegative(), z.array(z.int().nonnegative()).max(1024)],
    'must be a token or a list of tokens',
  )
  .nullish()
  .meta({ description: 'tokens that begin or end a sequence' });

/** What we read of config.json. transformers ignores keys that its class does not know, and so do we. */
const configSchema = z
  .looseObject({
    architectures: z
      .array(z.string('must be a string'), 'must be a list of names')
      .max(16, 'must have at most 16 names')
      .optional()
      .meta({ description: 'name of the class in transformers' }),
    vocab_size: size(LARGEST.vocabulary, 'tokens'),
    hidden_size: size(LARGEST.width, 'elements of the residual stream'),
    intermediate_size: size(LARGEST.ffn, 'hidden elements of the feed-forward'),
    num_hidden_layers: size(LARGEST.layers, 'number of layers'),
    num_attention_heads: size(LARGEST.heads, 'heads of queries'),
    num_key_value_heads: size(LARGEST.kvHeads, 'heads of keys and values').nullish(),
    head_dim: size(LARGEST.headDim, 'elements of a head').nullish(),
    max_position_embeddings: size(LARGEST.context, 'positions'),
    rms_norm_eps: z
      .number('must be a number')
      .positive('must be positive')
      .max(1, 'must be at most 1')
      .optional()
      .meta({ description: 'added to the mean square before the root' }),
    hidden_act: z.string('must be a string').optional().meta({ description: 'silu or relu2' }),
    rope_theta: z
      .number('must be a number')
      .gt(1, 'must be greater than 1')
      .max(1e12, 'must be at most 1e12')
      .nullish()
      .meta({ description: 'base of the rotary positions' }),
    rope_scaling: z.unknown().optional(),
    rope_parameters: z.unknown().optional(),
    partial_rotary_factor: z.unknown().optional(),
    tie_word_embeddings: flag('the head is the embedding'),
    attention_bias: flag('projections of attention have a bias'),
    mlp_bias: flag('projections of the feed-forward have a bias'),
    use_sliding_window: flag('attention sees a window only'),
    sliding_window: z.unknown().optional(),
    layer_types: z.unknown().optional(),
    weight_bits: z.unknown().optional(),
    input_bits: z.unknown().optional(),
    quantization_config: z.unknown().optional(),
    bos_token_id: tokens,
    eos_token_id: tokens,
  })
  .meta({ title: 'config.json of a Hugging Face folder' });

type ConfigFile = z.output<typeof configSchema>;

/** A config.json, checked: what kind of model the folder holds. */
export interface HuggingFaceConfig {
  readonly architecture: Architecture;
  readonly shape: ModelShape;
  readonly normEpsilon: number;
  readonly feedForward: FeedForward;
  readonly ropeBase: number;
  readonly tied: boolean;
  readonly quantisation: Quantisation;
  /** What begins a sequence, as far as the configuration knows: the tokenizer knows better. */
  readonly bosToken: number | null;
  readonly eosTokens: readonly number[];
}

/**
 * Reads a parsed config.json.
 *
 * @throws InputError for what is missing or wrong, and by name for everything that fpga-gen does not compute.
 */
export function readConfig(document: unknown, subject: string): HuggingFaceConfig {
  // Before the sizes: a file of another architecture may call them something else.
  const named = parseSchema(
    z.looseObject({ architectures: configSchema.shape.architectures }),
    document,
    subject,
  );
  const architecture = architectureOf(named.architectures, subject);
  const config = parseSchema(configSchema, document, subject);
  refuseUnknownParts(config, architecture, subject);
  return {
    architecture,
    shape: shapeOf(config, subject),
    normEpsilon: config.rms_norm_eps ?? architecture.defaults.normEpsilon,
    feedForward: feedForwardOf(config.hidden_act ?? architecture.defaults.activation, subject),
    ropeBase: ropeBaseOf(config, architecture, subject),
    tied: config.tie_word_embeddings ?? false,
    quantisation: quantisationOf(config.quantization_config, architecture.trits, subject),
    bosToken: architecture.beginsWithBos ? ([config.bos_token_id ?? []].flat()[0] ?? null) : null,
    eosTokens: [config.eos_token_id ?? []].flat(),
  };
}

function shapeOf(config: ConfigFile, subject: string): ModelShape {
  const { hidden_size: width, num_attention_heads: heads } = config;
  if (config.head_dim == null && width % heads !== 0) {
    throw new InputError({
      subject: `${subject}: hidden_size`,
      rule: `must be a multiple of num_attention_heads, ${heads}, where head_dim is left out`,
      received: width,
    });
  }
  const shape = {
    layers: config.num_hidden_layers,
    width,
    heads,
    kvHeads: config.num_key_value_heads ?? heads,
    headDim: config.head_dim ?? width / heads,
    ffn: config.intermediate_size,
    context: config.max_position_embeddings,
    vocabulary: config.vocab_size,
  };
  checkHeads(shape, subject, { kvHeads: 'num_key_value_heads', headDim: 'head_dim' });
  return shape;
}

const ropeSchema = z.looseObject({
  rope_type: z.string('must be a string').optional(),
  type: z.string('must be a string').optional(),
  rope_theta: configSchema.shape.rope_theta,
  partial_rotary_factor: z.unknown().optional(),
});

/** The base; transformers 5 writes it into rope_parameters, transformers 4 beside rope_scaling. */
function ropeBaseOf(config: ConfigFile, { defaults }: Architecture, subject: string): number {
  const read = (key: 'rope_scaling' | 'rope_parameters'): number | undefined => {
    const value = config[key];
    if (value == null) return undefined;
    const rope = parseSchema(ropeSchema, value, `${subject}: ${key}`);
    if ((rope.rope_type ?? rope.type) !== 'default') {
      throw new InputError({
        subject: `${subject}: ${key}`,
        rule: 'must be left out, null or of rope_type "default"',
        received: value,
        hint: 'Only plain rotary positions are computed: no linear, dynamic, yarn, longrope or llama3 scaling.',
      });
    }
    neutral(`${subject}: ${key}.partial_rotary_factor`, rope.partial_rotary_factor, [1], PARTIAL);
    return rope.rope_theta ?? undefined;
  };
  const [old, now] = [read('rope_scaling'), read('rope_parameters')];
  return now ?? config.rope_theta ?? old ?? defaults.ropeTheta;
}

const PARTIAL = 'Rotary positions turn all elements of a head.';

/** Whatever would change the numbers and no unit computes. */
function refuseUnknownParts(
  config: ConfigFile,
  { trits, attentionBias }: Architecture,
  subject: string,
): void {
  const key = (name: string) => `${subject}: ${name}`;
  neutral(key('partial_rotary_factor'), config.partial_rotary_factor, [1], PARTIAL);
  neutral(key('use_sliding_window'), config.use_sliding_window, [false], WINDOW);
  if (config.use_sliding_window == null) neutral(key('sliding_window'), config.sliding_window, [], WINDOW);
  if (!attentionBias) {
    const hint = 'Only Qwen2ForCausalLM has biases, of queries, keys and values.';
    neutral(key('attention_bias'), config.attention_bias, [false], hint);
  }
  neutral(key('mlp_bias'), config.mlp_bias, [false], 'Feed-forwards have no biases.');
  if (trits === 'latent') {
    const hint = 'Trits and 8-bit activations are what its hardware computes with.';
    neutral(key('weight_bits'), config.weight_bits, [1], hint);
    neutral(key('input_bits'), config.input_bits, [8], hint);
  }
  for (const [index, type] of Array.isArray(config.layer_types) ? config.layer_types.entries() : []) {
    neutral(key(`layer_types[${index}]`), type, ['full_attention'], WINDOW);
  }
}

const WINDOW = 'Every position attends to all before it: no window, no chunks.';

/** @throws InputError unless the value is left out, null or one that changes nothing. */
function neutral(subject: string, value: unknown, values: readonly unknown[], hint: string): void {
  if (value == null || values.includes(value)) return;
  const or = values.length === 0 ? '' : ` or ${values.map((each) => JSON.stringify(each)).join(', ')}`;
  throw new InputError({ subject, rule: `must be left out, null${or}`, received: value, hint });
}
