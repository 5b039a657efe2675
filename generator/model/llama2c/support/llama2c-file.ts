/** The seven numbers of a header, as llama2.c names them. */
export interface Config {
  readonly dim: number;
  readonly hidden_dim: number;
  readonly n_layers: number;
  readonly n_heads: number;
  readonly n_kv_heads: number;
  readonly vocab_size: number;
  readonly seq_len: number;
}

export interface FileOptions {
  readonly version: 0 | 1 | 2;
  readonly tied: boolean;
  readonly groupSize?: number;
  /** Version 0 only. */
  readonly rotaryTables?: boolean;
  readonly seed?: number;
}

/** Values of all tensors by our names, `layer0.attn_wq`; those of the embedding, the norms and an untied head included. */
export type Values = Map<string, number[]>;

export const TINY: Config = {
  dim: 8,
  hidden_dim: 12,
  n_layers: 2,
  n_heads: 2,
  n_kv_heads: 1,
  vocab_size: 6,
  seq_len: 5,
};

const FIELDS = ['dim', 'hidden_dim', 'n_layers', 'n_heads', 'n_kv_heads', 'vocab_size', 'seq_len'] as const;

/** A tensor in the order of the file. */
type Visit = (name: string, count: number, quantised: boolean) => void;

/** The order of llama2.c's export.py, written down apart from the importer. */
function walk(config: Config, version: number, tied: boolean, rotaryTables: boolean, visit: Visit): void {
  const { dim, hidden_dim: hidden, n_layers: layers, n_heads, n_kv_heads, vocab_size, seq_len } = config;
  const keys = (dim / n_heads) * n_kv_heads;
  const each = (name: string, count: number, quantised = true): void => {
    for (let layer = 0; layer < layers; layer++) visit(`layer${layer}.${name}`, count, quantised);
  };
  const attention = (): void => {
    each('attn_wq', dim * dim);
    each('attn_wk', keys * dim);
    each('attn_wv', keys * dim);
    each('attn_wo', dim * dim);
  };
  const feedForward = (): void => {
    each('ffn_gate', hidden * dim);
    each('ffn_down', dim * hidden);
    each('ffn_up', hidden * dim);
  };
  if (version === 0) {
    visit('embedding', vocab_size * dim, true);
    each('attention_norm', dim, false);
    attention();
    each('ffn_norm', dim, false);
    feedForward();
    visit('final_norm', dim, false);
    if (rotaryTables) visit('tables', (seq_len * dim) / n_heads, false);
  } else {
    each('attention_norm', dim, false);
    each('ffn_norm', dim, false);
    visit('final_norm', dim, false);
    visit('embedding', vocab_size * dim, true);
    attention();
    feedForward();
  }
  if (!tied) visit('lm_head', vocab_size * dim, true);
}

/** A file of random weights, and what is in it. */
export function llama2cFile(
  config: Config,
  options: FileOptions,
): { readonly bytes: Buffer; readonly values: Values } {
  const { version, tied, groupSize = 4, rotaryTables = version === 0, seed = 1 } = options;
  const parts: Buffer[] = [headerOf(config, version, tied, groupSize)];
  const values: Values = new Map();
  const random = numbers(seed);
  walk(config, version, tied, rotaryTables, (name, count, quantised) => {
    if (version === 2 && quantised) {
      const weights = Array.from({ length: count }, () => Math.round(254 * random()) - 127);
      const scales = Array.from({ length: count / groupSize }, () => Math.fround(random() / 64));
      parts.push(Buffer.from(Int8Array.from(weights)), floats(scales));
      values.set(
        name,
        weights.map((weight, index) => weight * (scales[Math.floor(index / groupSize)] ?? Number.NaN)),
      );
    } else {
      const drawn = Array.from({ length: count }, () => Math.fround(random() - 0.5));
      parts.push(floats(drawn));
      values.set(name, drawn);
    }
  });
  return { bytes: Buffer.concat(parts), values };
}

/** What a file holds whose header is believed; undefined where it is not as long as it says. */
export function valuesOf(file: Buffer): Values | undefined {
  const magic = file.readUInt32LE(0) === 0x616b3432;
  const version = magic ? file.readInt32LE(4) : 0;
  const at = (index: number): number => file.readInt32LE((magic ? 8 : 0) + 4 * index);
  const stored = Object.fromEntries(FIELDS.map((field, index) => [field, at(index)]));
  const config = { ...TINY, ...stored, vocab_size: Math.abs(at(5)) };
  const tied = magic ? file[36] === 1 : at(5) > 0;
  const groupSize = version === 2 ? file.readInt32LE(37) : 1;
  for (const rotaryTables of version === 0 ? [true, false] : [false]) {
    let length = magic ? 256 : 28;
    walk(config, version, tied, rotaryTables, (_, count, quantised) => {
      length += version === 2 && quantised ? count + (4 * count) / groupSize : 4 * count;
    });
    if (length !== file.length) continue;
    const values: Values = new Map();
    let offset = magic ? 256 : 28;
    walk(config, version, tied, rotaryTables, (name, count, quantised) => {
      const grouped = version === 2 && quantised;
      const start = offset;
      values.set(
        name,
        Array.from({ length: count }, (_, index) =>
          grouped
            ? file.readInt8(start + index) *
              file.readFloatLE(start + count + 4 * Math.floor(index / groupSize))
            : file.readFloatLE(start + 4 * index),
        ),
      );
      offset += grouped ? count + (4 * count) / groupSize : 4 * count;
    });
    return values;
  }
  return undefined;
}

/** A tokenizer.bin. */
export function tokenizerBin(pieces: ReadonlyArray<readonly [string | Buffer, number]>): Buffer {
  const entries = pieces.map(([piece, score]) => {
    const bytes = Buffer.from(piece);
    const entry = Buffer.alloc(8);
    entry.writeFloatLE(score, 0);
    entry.writeInt32LE(bytes.length, 4);
    return Buffer.concat([entry, bytes]);
  });
  const longest = Buffer.alloc(4);
  longest.writeInt32LE(Math.max(...entries.map((entry) => entry.length - 8)));
  return Buffer.concat([longest, ...entries]);
}

function headerOf(config: Config, version: number, tied: boolean, groupSize: number): Buffer {
  const header = Buffer.alloc(version === 0 ? 28 : 256);
  const start = version === 0 ? 0 : 8;
  for (const [index, field] of FIELDS.entries()) header.writeInt32LE(config[field], start + 4 * index);
  if (version === 0) {
    if (!tied) header.writeInt32LE(-config.vocab_size, 20);
    return header;
  }
  header.writeUInt32LE(0x616b3432, 0);
  header.writeInt32LE(version, 4);
  header.writeUInt8(tied ? 1 : 0, 36);
  if (version === 2) header.writeInt32LE(groupSize, 37);
  return header;
}

function floats(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, 4 * index);
  return bytes;
}

/** Numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
