import { derived } from '../derived-linear.ts';
import { uniformNumbers } from '../draw-token.ts';
import { type FloatLinear, type FloatModel, withParts } from '../float-model.ts';

/**
 * The model with its residual stream turned by random signs and then a Hadamard matrix, blocks of the largest power of two
 * that divides the width. Norms without gain do not see it, and matrices take it in; so the model computes the same, but
 * no element of the stream stands out any more, and all of them make better use of a scale that the largest one sets.
 *
 * @param model without gains of norms that read the residual stream
 */
export function rotateResidual(model: FloatModel): FloatModel {
  const { width } = model.shape;
  const random = uniformNumbers();
  const signs = Float64Array.from({ length: width }, () => (random() < 0.5 ? -1 : 1));
  const reads = (linear: FloatLinear): FloatLinear =>
    derived(linear, {}, (values) => rotated(values, signs, 1));
  const writes = (linear: FloatLinear): FloatLinear =>
    derived(linear, {}, (values) => rotated(values, signs, linear.cols));
  return withParts(model, {
    tokenEmbedding: rotated(model.tokenEmbedding, signs, 1),
    layers: model.layers.map((layer) => ({
      ...layer,
      wq: reads(layer.wq),
      wk: reads(layer.wk),
      wv: reads(layer.wv),
      wo: writes(layer.wo),
      gate: layer.gate === null ? null : reads(layer.gate),
      up: reads(layer.up),
      down: writes(layer.down),
    })),
    head: reads(model.head),
  });
}

/** The largest power of two that divides the width. */
export function rotationBlock(width: number): number {
  let block = 1;
  while (width % (2 * block) === 0) block *= 2;
  return block;
}

/** Turns all vectors of as many elements as there are signs, which lie `stride` apart: 1 for rows, the columns' count for columns. */
function rotated(values: Float64Array, signs: Float64Array, stride: number): Float64Array {
  const width = signs.length;
  const block = rotationBlock(width);
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++)
    out[i] = (values[i] ?? 0) * (signs[Math.floor(i / stride) % width] ?? 0);
  for (let half = 1; half < block; half *= 2) {
    const apart = half * stride;
    for (let i = 0; i < out.length; i++) {
      if (Math.floor(i / apart) % 2 === 1) continue;
      const [a, b] = [out[i] ?? 0, out[i + apart] ?? 0];
      out[i] = a + b;
      out[i + apart] = a - b;
    }
  }
  const scale = 1 / Math.sqrt(block);
  return out.map((value) => value * scale);
}
