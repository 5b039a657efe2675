import { expect } from 'vitest';
import type { FloatLayer, FloatLinear, FloatModel, Norm } from '../../float-model.ts';

/** What a naive reading finds for a name of the file. */
type Expected = (name: string, rows: number, cols: number) => readonly number[];

function expectSame(actual: Float64Array, expected: readonly number[], what: string): void {
  expect([what, actual.length]).toEqual([what, expected.length]);
  const different = actual.findIndex((value, index) => value !== expected[index] || !Number.isFinite(value));
  if (different >= 0)
    expect([what, different, actual[different]]).toEqual([what, different, expected[different]]);
}

/** Every weight of the model must be what the naive reading says. */
export function expectModel(
  model: FloatModel,
  names: (layer: FloatLayer, index: number) => Readonly<Record<string, FloatLinear | Norm | null>>,
  [embedding, finalNorm, head]: readonly [string, string, string],
  expected: Expected,
): void {
  const { vocabulary, width } = model.shape;
  expectSame(model.tokenEmbedding, expected(embedding, vocabulary, width), embedding);
  expectSame(model.head.values, expected(head, vocabulary, width), head);
  expectSame(model.finalNorm?.gain ?? new Float64Array(), expected(finalNorm, 1, width), finalNorm);
  expect(model.layers).toHaveLength(model.shape.layers);
  for (const [index, layer] of model.layers.entries()) {
    for (const [stem, part] of Object.entries(names(layer, index))) {
      if (part === null) continue;
      if ('gain' in part)
        expectSame(part.gain ?? new Float64Array(), expected(stem, 1, part.gain?.length ?? 0), stem);
      else {
        expectSame(part.values, expected(stem, part.rows, part.cols), stem);
        if (part.bias !== undefined)
          expectSame(part.bias, expected(`${stem}.bias`, 1, part.rows), `${stem}.bias`);
      }
    }
  }
}
