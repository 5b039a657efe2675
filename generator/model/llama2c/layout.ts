import type { Llama2cHeader } from './header.ts';

/** Where one tensor lies in the file. */
export interface TensorPlace {
  /** As llama2.c names it, with the layer: `layer3.wq`. */
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** Offset of the first value in the file, in bytes. */
  readonly offset: number;
  /** int8 with a float32 scale a group, all scales after the values; null: float32. */
  readonly groupSize: number | null;
}

/** The tensors of a file, by name, and how long it must be. */
export interface Llama2cLayout {
  readonly places: ReadonlyMap<string, TensorPlace>;
  readonly bytes: number;
}

type Tensor = 'embedding' | 'attention' | 'attention_norm' | 'ffn_norm' | 'ffn' | 'final_norm';

/** The order of the tensors. Source: llama2.c, export.py: `legacy_export`, and `version1_export` with `version2_export`. */
const LEGACY_ORDER: readonly Tensor[] = [
  'embedding',
  'attention_norm',
  'attention',
  'ffn_norm',
  'ffn',
  'final_norm',
];
const ORDER: readonly Tensor[] = [
  'attention_norm',
  'ffn_norm',
  'final_norm',
  'embedding',
  'attention',
  'ffn',
];

/**
 * The layouts that a header allows: one, but files of version 0 hold two tables of the rotary positions, which nothing
 * reads any more, and some exporters leave them out. They are told apart by the length of the file.
 *
 * No size is beyond 2^53: `header.shape` is within its limits.
 */
export function possibleLayouts(header: Llama2cHeader): readonly Llama2cLayout[] {
  return header.version === 0 ? [layout(header, true), layout(header, false)] : [layout(header, false)];
}

function layout(header: Llama2cHeader, rotaryTables: boolean): Llama2cLayout {
  const { shape, groupSize, tiedHead, version } = header;
  const { layers, width, heads, kvHeads, headDim, ffn, vocabulary, context } = shape;
  const [queries, keys] = [heads * headDim, kvHeads * headDim];
  const places = new Map<string, TensorPlace>();
  let offset = header.bytes;
  const place = (name: string, rows: number, cols: number, group: number | null): void => {
    places.set(name, { name, rows, cols, offset, groupSize: group });
    offset += group === null ? 4 * rows * cols : rows * cols + (4 * rows * cols) / group;
  };
  /** The same tensor of every layer. */
  const stack = (name: string, rows: number, cols: number, group: number | null): void => {
    for (let layer = 0; layer < layers; layer++) place(`layer${layer}.${name}`, rows, cols, group);
  };
  const parts: Readonly<Record<Tensor, () => void>> = {
    embedding: () => place('token_embedding_table', vocabulary, width, groupSize),
    attention_norm: () => stack('rms_att_weight', 1, width, null),
    ffn_norm: () => stack('rms_ffn_weight', 1, width, null),
    final_norm: () => place('rms_final_weight', 1, width, null),
    attention: () => {
      stack('wq', queries, width, groupSize);
      stack('wk', keys, width, groupSize);
      stack('wv', keys, width, groupSize);
      stack('wo', width, queries, groupSize);
    },
    ffn: () => {
      stack('w1', ffn, width, groupSize);
      stack('w2', width, ffn, groupSize);
      stack('w3', ffn, width, groupSize);
    },
  };
  for (const part of version === 0 ? LEGACY_ORDER : ORDER) parts[part]();
  if (rotaryTables) offset += 4 * context * headDim;
  if (!tiedHead) place('wcls', vocabulary, width, groupSize);
  return { places, bytes: offset };
}
