import { derived } from './derived-linear.ts';
import { type FloatLayer, type FloatLinear, type FloatModel, type Norm, withParts } from './float-model.ts';
import { mapGroupColumns, mapGroupRows } from './group-layout.ts';
import { commonGroup } from './group-size.ts';
import type { Fold } from './integer-model.ts';

/**
 * The model as the hardware takes it, equal in what it computes: rotary pairs adjacent, heads padded with zeros to a power
 * of two, and, with the fold `gains`, gains in the columns of the matrices after them. `headDim` counts the padding.
 */
export function prepare(model: FloatModel, folds: readonly Fold[]): FloatModel {
  const gains = folds.includes('gains');
  const layout = headLayout(model);
  const { heads, kvHeads } = model.shape;
  const layer = (own: FloatLayer): FloatLayer => {
    const input = gains ? own.attentionNorm.gain : null;
    const ffnInput = gains ? own.ffnNorm.gain : null;
    return {
      ...own,
      attentionNorm: gains ? PLAIN : own.attentionNorm,
      wq: scaleColumns(mapRows(own.wq, layout, heads), input),
      wk: scaleColumns(mapRows(own.wk, layout, kvHeads), input),
      wv: scaleColumns(mapRows(own.wv, layout.unpaired, kvHeads), input),
      attentionSubNorm: mapNorm(own.attentionSubNorm, layout.unpaired, heads, gains),
      wo: mapColumns(
        scaleColumns(own.wo, gains ? (own.attentionSubNorm?.gain ?? null) : null),
        layout.unpaired,
        heads,
      ),
      ffnNorm: gains ? PLAIN : own.ffnNorm,
      gate: own.gate === null ? null : scaleColumns(own.gate, ffnInput),
      up: scaleColumns(own.up, ffnInput),
      ffnSubNorm: gains && own.ffnSubNorm !== null ? PLAIN : own.ffnSubNorm,
      down: scaleColumns(own.down, gains ? (own.ffnSubNorm?.gain ?? null) : null),
    };
  };
  return withParts(model, {
    shape: { ...model.shape, headDim: layout.size },
    positions:
      model.positions.kind === 'rotary' ? { ...model.positions, pairing: 'adjacent' } : model.positions,
    layers: model.layers.map(layer),
    finalNorm: gains && model.finalNorm !== null ? PLAIN : model.finalNorm,
    head: scaleColumns(model.head, gains ? (model.finalNorm?.gain ?? null) : null),
  });
}

const PLAIN: Norm = { gain: null };

/** Where the elements of a head go: element i of `size` comes from source[i] of the checkpoint's, −1 for padding. */
interface Layout {
  readonly size: number;
  readonly length: number;
  readonly source: readonly number[];
}

function headLayout({ shape, positions }: FloatModel): Layout & { readonly unpaired: Layout } {
  const { headDim: length } = shape;
  const size = positions.kind === 'rotary' ? 2 ** Math.ceil(Math.log2(length)) : length;
  const padded = (source: readonly number[]) => [...source, ...Array<number>(size - length).fill(-1)];
  const own = Array.from({ length }, (_, i) => i);
  const halves = positions.kind === 'rotary' && positions.pairing === 'half';
  const paired = halves ? own.map((i) => Math.floor(i / 2) + (i % 2) * (length / 2)) : own;
  const unpaired = { size, length, source: padded(own) };
  return { size, length, source: padded(paired), unpaired };
}

/** Index in the checkpoint of element i of `count` heads in this layout; −1 for padding. */
function sourceOf({ size, length, source }: Layout, i: number): number {
  const inHead = source[i % size] ?? -1;
  return inHead < 0 ? -1 : Math.floor(i / size) * length + inHead;
}

function mapRows(linear: FloatLinear, layout: Layout, count: number): FloatLinear {
  const rows = count * layout.size;
  const { bias, groups, cols } = linear;
  return derived(
    linear,
    {
      rows,
      padding: (rows - linear.rows) * linear.cols,
      ...(bias === undefined ? {} : { bias: mapElements(bias, layout, count) }),
      ...(groups === undefined
        ? {}
        : { groups: mapGroupRows(groups, rows, cols, (row) => sourceOf(layout, row)) }),
    },
    (values) => {
      const out = new Float64Array(rows * linear.cols);
      for (let row = 0; row < rows; row++) {
        const from = sourceOf(layout, row);
        if (from >= 0)
          out.set(values.subarray(from * linear.cols, (from + 1) * linear.cols), row * linear.cols);
      }
      return out;
    },
  );
}

function mapColumns(linear: FloatLinear, layout: Layout, count: number): FloatLinear {
  if (layout.size === layout.length) return linear;
  const cols = count * layout.size;
  const { groups } = linear;
  const piece = commonGroup(layout.length, layout.size);
  const pieces = { ownCols: linear.cols, piece, sourceOf: (col: number) => sourceOf(layout, col) };
  const change = {
    ...{ cols, padding: (cols - linear.cols) * linear.rows },
    ...(groups === undefined ? {} : { groups: mapGroupColumns(groups, linear.rows, cols, pieces) }),
  };
  return derived(linear, change, (values) => {
    const out = new Float64Array(linear.rows * cols);
    for (let row = 0; row < linear.rows; row++) {
      for (let col = 0; col < cols; col++) {
        const from = sourceOf(layout, col);
        if (from >= 0) out[row * cols + col] = values[row * linear.cols + from] ?? 0;
      }
    }
    return out;
  });
}

function mapNorm(norm: Norm | null, layout: Layout, count: number, folded: boolean): Norm | null {
  if (norm === null || norm.gain === null) return norm;
  return folded ? PLAIN : { gain: mapElements(norm.gain, layout, count) };
}

function mapElements(values: Float64Array, layout: Layout, count: number): Float64Array {
  return Float64Array.from({ length: count * layout.size }, (_, i) => {
    const from = sourceOf(layout, i);
    return from < 0 ? 0 : (values[from] ?? 0);
  });
}

function scaleColumns(linear: FloatLinear, gain: Float64Array | null): FloatLinear {
  if (gain === null) return linear;
  const { cols } = linear;
  return derived(linear, {}, (values) => values.map((value, i) => value * (gain[i % cols] ?? 0)));
}
