import { InputError } from '../../errors.ts';
import { checkHeads, LARGEST } from '../checkpoint/sizes.ts';
import type { ModelShape } from '../integer-model.ts';
import { type GgufArchitecture, ggufArchitecture } from './architectures.ts';
import { textOfBytes } from './byte-reader.ts';
import type { GgufFile } from './gguf-file.ts';
import type { MetadataValue } from './metadata.ts';

/** Source: llama.cpp, `llama_hparams`, where a file is silent. */
const DEFAULT_ROPE_BASE = 10_000;

/** Keys below the architecture that are read, or say nothing about the numbers. */
const KNOWN_KEYS = [
  ...['block_count', 'context_length', 'embedding_length', 'feed_forward_length', 'vocab_size'],
  ...['attention.head_count', 'attention.head_count_kv', 'attention.key_length', 'attention.value_length'],
  ...['attention.layer_norm_rms_epsilon', 'rope.freq_base', 'rope.dimension_count', 'tensor_data_layout'],
  // Of rope scaling only what goes with a type and a factor that change nothing.
  ...[
    'rope.scaling.type',
    'rope.scaling.factor',
    'rope.scaling.original_context_length',
    'rope.scaling.finetuned',
  ],
];

/** Keys that change the numbers unless they have one of these values. */
const NEUTRAL_KEYS: Readonly<Record<string, readonly MetadataValue[]>> = {
  'attention.causal': [true],
  'attention.sliding_window': [0],
  'rope.scale_linear': [1],
  expert_count: [0],
  expert_used_count: [0],
};

/** The metadata of a GGUF, checked: what kind of model it holds. */
export interface GgufSettings {
  readonly architecture: GgufArchitecture;
  readonly shape: ModelShape;
  readonly normEpsilon: number;
  readonly ropeBase: number;
}

/** @throws InputError for what is missing or wrong, and by name for everything that fpga-gen does not compute. */
export function readSettings({ path, metadata, tensors }: GgufFile): GgufSettings {
  const prefix = text(metadata.get('general.architecture'));
  if (prefix === undefined) throw wrong(`${path}: general.architecture`, 'must be a text', undefined);
  const architecture = ggufArchitecture(prefix, path);
  const keys = new Keys(path, prefix, metadata);
  keys.refuseUnknown();
  keys.refuseScaling();
  const width = keys.size('embedding_length', LARGEST.width);
  const heads = keys.size('attention.head_count', LARGEST.heads);
  const headDim = keys.size('attention.key_length', LARGEST.headDim, width / heads);
  const shape: ModelShape = {
    layers: keys.size('block_count', LARGEST.layers),
    width,
    heads,
    kvHeads: keys.size('attention.head_count_kv', LARGEST.kvHeads, heads),
    headDim,
    ffn: keys.size('feed_forward_length', LARGEST.ffn),
    context: keys.size('context_length', LARGEST.context),
    vocabulary: keys.size('vocab_size', LARGEST.vocabulary, tensors.get('token_embd.weight')?.shape[0]),
  };
  keys.mustEqual('attention.value_length', headDim, 'Keys and values have heads of one size.');
  keys.mustEqual('rope.dimension_count', headDim, 'Rotary positions turn all elements of a head.');
  checkHeads(shape, path, {
    kvHeads: keys.full('attention.head_count_kv'),
    headDim: keys.full('attention.key_length'),
  });
  return {
    architecture,
    shape,
    normEpsilon: keys.real('attention.layer_norm_rms_epsilon', 0, 1),
    ropeBase: keys.real('rope.freq_base', 1, 1e12, DEFAULT_ROPE_BASE),
  };
}

class Keys {
  readonly #path: string;
  readonly #prefix: string;
  readonly #metadata: ReadonlyMap<string, MetadataValue>;

  constructor(path: string, prefix: string, metadata: ReadonlyMap<string, MetadataValue>) {
    this.#path = path;
    this.#prefix = prefix;
    this.#metadata = metadata;
  }

  full(key: string): string {
    return `${this.#prefix}.${key}`;
  }

  /** An integer from 1; a list of the same number for every layer is that number. */
  size(key: string, largest: number, fallback?: number): number {
    const value = this.#get(key) ?? fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= largest) return value;
    throw wrong(this.#subject(key), `must be an integer from 1 to ${largest}`, value);
  }

  /** A number above `least`. */
  real(key: string, least: number, largest: number, fallback?: number): number {
    const value = this.#get(key) ?? fallback;
    if (typeof value === 'number' && value > least && value <= largest) return asWritten(value);
    throw wrong(this.#subject(key), `must be a number above ${least}, at most ${largest}`, value);
  }

  mustEqual(key: string, expected: number, hint: string): void {
    const value = this.#get(key) ?? expected;
    if (value !== expected) throw wrong(this.#subject(key), `must be ${expected}`, value, hint);
  }

  /** A key that we do not know may change the numbers. */
  refuseUnknown(): void {
    for (const [name, value] of this.#metadata) {
      if (!name.startsWith(`${this.#prefix}.`)) continue;
      const key = name.slice(this.#prefix.length + 1);
      const neutral = Object.hasOwn(NEUTRAL_KEYS, key) ? NEUTRAL_KEYS[key] : undefined;
      if (KNOWN_KEYS.includes(key) || neutral?.includes(value)) continue;
      const rule = neutral === undefined ? 'is a setting that fpga-gen does not know' : `must be ${neutral}`;
      throw wrong(this.#subject(key), rule, value, 'It may change what the model computes.');
    }
  }

  /** BitNet's converter writes linear scaling by 1, which is none. */
  refuseScaling(): void {
    const type = text(this.#get('rope.scaling.type')) ?? 'none';
    const factor = this.#get('rope.scaling.factor');
    if (type === 'none' || (type === 'linear' && (factor === 1 || factor === undefined))) {
      if (factor === undefined || factor === 1) return;
    }
    const hint = 'Only plain rotary positions are computed: no linear, yarn, longrope or llama3 scaling.';
    throw wrong(
      this.#subject('rope.scaling'),
      'must be left out, or of type none or by 1',
      [type, factor],
      hint,
    );
  }

  #subject(key: string): string {
    return `${this.#path}: ${this.full(key)}`;
  }

  #get(key: string): MetadataValue | undefined {
    const value = this.#metadata.get(this.full(key));
    if (!Array.isArray(value)) return value;
    const [first] = value;
    return value.every((each) => each === first) ? first : value;
  }
}

/** The shortest decimal number that a 32-bit float stands for: 1e-5, where the file can say only 9.99999974e-6. */
function asWritten(value: number): number {
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((precision) => Number(value.toPrecision(precision)));
  return Math.fround(value) === value
    ? (digits.find((short) => Math.fround(short) === value) ?? value)
    : value;
}

function text(value: MetadataValue | undefined): string | undefined {
  return typeof value === 'string' ? textOfBytes(value) : undefined;
}

function wrong(subject: string, rule: string, received: unknown, hint?: string): InputError {
  if (received === undefined) return new InputError({ subject, rule: `is missing: ${rule}`, hint });
  return new InputError({ subject, rule, received, hint });
}
