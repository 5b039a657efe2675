import { derived } from '../derived-linear.ts';
import { cosineSine } from '../elementary.ts';
import { type FloatLayer, type FloatLinear, type FloatModel, withParts } from '../float-model.ts';
import { ropeFrequencies } from '../rope-tables.ts';
import { type PairChange, pairChanges } from './pair-changes.ts';
import { inputsOf, type Samples } from './sample-inputs.ts';

/**
 * The model with each rotary pair of each key-value head turned by an angle and stretched by a factor, and the pairs of
 * the queries that meet it turned alike and shrunk: scores are the same, and so is the model. A key's largest element
 * sets the scale of all its elements (docs/arithmetic.md §6a), so a long pair that matters little is made shorter.
 *
 * @param headDim elements of a head without the padding that `model` may have
 */
export function alignKeys(model: FloatModel, samples: Samples, headDim: number): FloatModel {
  if (model.positions.kind !== 'rotary') throw new Error('only rotary pairs can be aligned');
  const frequencies = ropeFrequencies(headDim, model.positions.base);
  const { heads, kvHeads, headDim: size } = model.shape;
  const shared = heads / kvHeads;
  const layers = model.layers.map((layer): FloatLayer => {
    const x = inputsOf(samples, layer.wk.name);
    const [keyRows, queryRows] = [layer.wk.values, layer.wq.values];
    const changes = Array.from({ length: kvHeads }, (_, head) => {
      const keys = Array.from({ length: headDim / 2 }, (_unused, pair) =>
        turnedByPosition(
          pairProducts(keyRows, layer.wk.cols, head * size + 2 * pair, x),
          samples.positions,
          frequencies[pair] ?? 0,
        ),
      );
      const weights = keys.map((_unused, pair) => {
        let sum = 0;
        for (let query = head * shared; query < (head + 1) * shared; query++) {
          sum += energy(pairProducts(queryRows, layer.wq.cols, query * size + 2 * pair, x));
        }
        return sum;
      });
      return pairChanges(keys, weights);
    });
    return {
      ...layer,
      wk: changedPairs(layer.wk, size, (head, pair) => changes[head]?.[pair], 1),
      wq: changedPairs(layer.wq, size, (head, pair) => changes[Math.floor(head / shared)]?.[pair], -1),
    };
  });
  return withParts(model, { layers });
}

/** Two rows, from `row` on, times every vector: a vector's two products beside each other. */
function pairProducts(rows: Float64Array, cols: number, row: number, x: Float64Array): Float64Array {
  const [first, second] = [rows.subarray(row * cols, (row + 1) * cols), rows.subarray((row + 1) * cols)];
  const out = new Float64Array((2 * x.length) / cols);
  for (let vector = 0; vector * cols < x.length; vector++) {
    let [a, b] = [0, 0];
    for (let i = 0, from = vector * cols; i < cols; i++) {
      a += (first[i] ?? 0) * (x[from + i] ?? 0);
      b += (second[i] ?? 0) * (x[from + i] ?? 0);
    }
    out[2 * vector] = a;
    out[2 * vector + 1] = b;
  }
  return out;
}

function turnedByPosition(pairs: Float64Array, positions: Int32Array, frequency: number): Float64Array {
  const out = new Float64Array(pairs.length);
  positions.forEach((position, vector) => {
    const { cos, sin } = cosineSine(position * frequency);
    const [a, b] = [pairs[2 * vector] ?? 0, pairs[2 * vector + 1] ?? 0];
    out[2 * vector] = a * cos - b * sin;
    out[2 * vector + 1] = a * sin + b * cos;
  });
  return out;
}

function energy(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** @param power of the factor: 1 for keys, −1 for queries */
function changedPairs(
  linear: FloatLinear,
  headDim: number,
  changeOf: (head: number, pair: number) => PairChange | undefined,
  power: 1 | -1,
): FloatLinear {
  const { rows, cols } = linear;
  return derived(linear, {}, (values) => {
    const out = values.slice();
    for (let row = 0; row < rows; row += 2) {
      const change = changeOf(Math.floor(row / headDim), (row % headDim) / 2);
      // Padding.
      if (change === undefined) continue;
      const factor = change.factor ** power;
      const [cos, sin] = [change.cos * factor, change.sin * factor];
      for (let i = row * cols; i < (row + 1) * cols; i++) {
        const [a, b] = [values[i] ?? 0, values[i + cols] ?? 0];
        out[i] = a * cos - b * sin;
        out[i + cols] = a * sin + b * cos;
      }
    }
    return out;
  });
}
