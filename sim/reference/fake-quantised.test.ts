import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FloatLinear, FloatModel } from '../../generator/model/float-model.ts';
import { type QuantiseOptions, quantise } from '../../generator/model/quantise.ts';
import { type RandomLlamaOptions, randomLlama } from '../../testbenches/arbitraries/llama.ts';
import { type RandomModelOptions, randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import { IntegerLanguageModel } from '../integer-language-model.ts';
import { FakeQuantised } from './fake-quantised.ts';
import { fakeWeights } from './fake-weights.ts';
import type { LanguageModel } from './language-model.ts';
import { QUANTISATION_POINTS } from './quantisation-points.ts';
import { FloatTransformer } from './transformer.ts';

const TOKENS = [26, 0, 12, 12, 25, 3, 7, 1, 26, 5, 5, 5, 20, 19, 18, 17];

/** Root mean square difference of the logits over the sequence, as a share of the first one's root mean square. */
function distance(a: LanguageModel, b: LanguageModel): number {
  let [differences, squares] = [0, 0];
  for (const model of [a, b]) model.begin();
  for (const token of TOKENS) {
    const left = Array.from(a.step(token));
    const right = b.step(token);
    for (const [index, logit] of left.entries()) {
      differences += (logit - (right[index] ?? Number.NaN)) ** 2;
      squares += logit ** 2;
    }
  }
  return Math.sqrt(differences / squares);
}

/** What a model is, what the formats may cost against float, and what the tables may cost against the rounded form. */
type Case = readonly [string, FloatModel, formatCost: number, tableCost: number, options: QuantiseOptions];

const WIDE = { weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' } as const;

/** The rounded form rounds to nearest, and in the model's own basis: it knows no other choices of §5. */
const FOLDED: QuantiseOptions = { folds: ['gains'] };

function microgpt(name: string, formatCost: number, tableCost: number, options: RandomModelOptions): Case {
  return [name, randomFloatModel(options), formatCost, tableCost, {}];
}

function llama(
  name: string,
  formatCost: number,
  tableCost: number,
  options: RandomLlamaOptions,
  folds: QuantiseOptions = FOLDED,
): Case {
  return [name, randomLlama(options), formatCost, tableCost, folds];
}

const MODELS: readonly Case[] = [
  microgpt('microGPT, ternary', 0.01, 0.01, { weightFormat: 'ternary' }),
  microgpt('microGPT, q412', 0.002, 0.002, WIDE),
  microgpt('microGPT, int8 weights, int16 kv', 0.02, 0.01, { weightFormat: 'int8', kvFormat: 'int16' }),
  microgpt('microGPT, two layers', 0.002, 0.002, { ...WIDE, layers: 2 }),
  microgpt('microGPT, ternary, int16, kv int8', 0.01, 0.002, { activationFormat: 'int16', layers: 2 }),
  llama('Llama, int8, int16 kv', 0.02, 0.015, { kvFormat: 'int16' }),
  llama('Llama, int8', 0.02, 0.015, {}),
  llama('Llama, q412', 0.001, 0.001, { ...WIDE, pairing: 'half' }),
  llama('Llama, gains on vectors', 0.02, 0.015, { kvFormat: 'int16' }, { folds: [] }),
  llama('Llama, biases', 0.02, 0.015, { biases: true, headDim: 6 }),
  llama('Llama, padded heads with sub-norms', 0.03, 0.015, { headDim: 6, subNorms: true, pairing: 'half' }),
  llama('Llama, int16, kv int8', 0.03, 0.002, { weightFormat: 'q412', activationFormat: 'int16' }),
  microgpt('microGPT, int4, int8 head', 0.1, 0.01, { weightFormat: 'int4' }),
  llama('Llama, int4', 0.15, 0.015, { weightFormat: 'int4', ffn: 150 }),
  llama('Llama, int4, padded heads', 0.15, 0.015, { weightFormat: 'int4', headDim: 6, kvHeads: 6 }),
  llama('Llama, codes of a checkpoint', 0.03, 0.02, { weightFormat: 'int4', groupSize: 4 }),
  llama('Llama, codes of a checkpoint, also of the head', 0.03, 0.015, {
    ...{ weightFormat: 'int4', groupSize: 16, tied: false, biases: true },
  }),
  llama('BitNet', 0.02, 0.015, {
    ...{ weightFormat: 'ternary', subNorms: true, feedForward: 'relu2_mul', layers: 2 },
    ...{ headDim: 6, tied: false },
  }),
  llama('BitNet, int16, int16 kv', 0.01, 0.002, {
    ...{ weightFormat: 'ternary', subNorms: true, feedForward: 'relu2_mul', layers: 2 },
    ...{ activationFormat: 'int16', kvFormat: 'int16' },
  }),
];

describe.each(MODELS)('%s', (_name, model, formatCost, tableCost, options) => {
  const integer = quantise(model, options);

  test('without a quantisation point and without folds it is the float model', () => {
    const unfolded = new FakeQuantised(model, quantise(model, { folds: [] }), []);
    expect(distance(unfolded, new FloatTransformer(model))).toBeLessThan(1e-12);
  });

  test('with all of them it is near the float model, and near the integer model', () => {
    const fake = new FakeQuantised(model, integer);
    expect(distance(fake, new FloatTransformer(model))).toBeLessThan(formatCost);
    expect(distance(fake, new IntegerLanguageModel(integer))).toBeLessThan(tableCost);
  });

  test('quantises the same weights', () => {
    const weights = fakeWeights(unpadded(model), integer);
    const own = [
      ...weights.layers.flatMap(({ wk, wv, wq, wo, gate, up, down }) => [wk, wv, wq, wo, gate, up, down]),
    ];
    const matrices = [...own.filter((matrix) => matrix !== null), weights.head];
    const { linears } = quantise(unpadded(model), options);
    expect(matrices.length).toBe(linears.length);
    for (const [index, { integers, steps }] of matrices.entries()) {
      const linear = linears[index];
      // A weight of 0 may be −0 here.
      expect(Array.from(integers, (weight) => weight + 0)).toEqual(Array.from(linear?.weights ?? []));
      for (const [row, step] of steps.entries()) {
        const scale = (linear?.scale ?? 0) * ((linear?.rowScales?.[row] ?? 2 ** 15) / 2 ** 15);
        expect(step).toBeCloseTo(scale, 14);
      }
    }
  });
});

/** A model whose heads need no padding and no other order, so that its matrices can be compared one by one. */
function unpadded(model: FloatModel): FloatModel {
  const { positions, shape } = model;
  if (positions.kind === 'learned') return model;
  const { width, heads, kvHeads } = shape;
  const square = ({ bias: _, ...linear }: FloatLinear, rows: number, cols: number): FloatLinear => ({
    ...linear,
    rows,
    cols,
    values: Float64Array.from(
      { length: rows * cols },
      (_, i) => linear.values[i % linear.values.length] ?? 0,
    ),
  });
  return {
    ...model,
    shape: { ...shape, headDim: 4 },
    positions: { ...positions, pairing: 'adjacent' },
    layers: model.layers.map((layer) => ({
      ...layer,
      wq: square(layer.wq, heads * 4, width),
      wk: square(layer.wk, kvHeads * 4, width),
      wv: square(layer.wv, kvHeads * 4, width),
      wo: square(layer.wo, width, heads * 4),
      attentionSubNorm: layer.attentionSubNorm && {
        gain: layer.attentionSubNorm.gain?.slice(0, heads * 4) ?? null,
      },
    })),
  };
}

describe('random Llamas', () => {
  const options = fc.record({
    layers: fc.integer({ min: 1, max: 2 }),
    width: fc.integer({ min: 4, max: 23 }),
    kvHeads: fc.integer({ min: 1, max: 3 }),
    shared: fc.integer({ min: 1, max: 3 }),
    headDim: fc.constantFrom(2, 4, 6, 8),
    ffn: fc.integer({ min: 4, max: 43 }),
    feedForward: fc.constantFrom('silu_mul', 'relu2_mul'),
    subNorms: fc.boolean(),
    gains: fc.boolean(),
    pairing: fc.constantFrom('adjacent', 'half'),
    tied: fc.boolean(),
    biases: fc.boolean(),
    weightFormat: fc.constantFrom('ternary', 'int8', 'int4', 'q412'),
    groupSize: fc.constantFrom(null, 4, 16),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  });

  /** Seen in 150 models: 0.003 and 0.011, 0.029 and 0.030. */
  test.each([
    ['int16', 'int16', 0.006],
    ['int16', 'int8', 0.03],
    ['int8', 'int16', 0.06],
    ['int8', 'int8', 0.06],
  ] as const)(
    '%s activations, %s keys and values: integers and rounded form are close',
    (activationFormat, kvFormat, bound) => {
      const property = fc.property(options, fc.boolean(), (own, folded) => {
        const model = randomLlama({ ...own, activationFormat, kvFormat });
        const integer = quantise(model, folded ? FOLDED : { folds: [] });
        const fake = new FakeQuantised(model, integer);
        expect(distance(fake, new IntegerLanguageModel(integer))).toBeLessThan(bound);
      });
      fc.assert(property, { numRuns: 15, seed: 1 });
    },
  );
});

test.each([
  ['microGPT', randomFloatModel()],
  ['Llama', randomLlama()],
  ['BitNet', randomLlama({ weightFormat: 'ternary', subNorms: true, feedForward: 'relu2_mul' })],
])('%s: every point changes something', (_, model) => {
  const integer = quantise(model);
  for (const [index] of QUANTISATION_POINTS.entries()) {
    const before = new FakeQuantised(model, integer, QUANTISATION_POINTS.slice(0, index));
    const after = new FakeQuantised(model, integer, QUANTISATION_POINTS.slice(0, index + 1));
    expect(distance(before, after)).toBeGreaterThan(0);
  }
});
