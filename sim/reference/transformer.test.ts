import { describe, expect, test } from 'vitest';
import { newActivations } from '../../designs/training/activations.ts';
import { FLOAT_PRECISION } from '../../designs/training/float-precision.ts';
import { forward } from '../../designs/training/forward.ts';
import { zeroParameters } from '../../designs/training/parameters.ts';
import { FloatForward } from '../../generator/model/float-forward.ts';
import {
  type FloatLayer,
  type FloatLinear,
  type FloatModel,
  modelLinears,
  type Norm,
} from '../../generator/model/float-model.ts';
import { prepare } from '../../generator/model/prepare.ts';
import { quantise } from '../../generator/model/quantise.ts';
import { type RandomLlamaOptions, randomLlama } from '../../testbenches/arbitraries/llama.ts';
import { randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import { FloatTransformer } from './transformer.ts';

const TOKENS = [26, 0, 12, 12, 25, 3, 7, 1, 26, 5, 5, 5, 20, 19, 18, 17];

function logitsOf(model: FloatModel): readonly number[][] {
  const reference = new FloatTransformer(model);
  return TOKENS.map((token) => Array.from(reference.step(token)));
}

function expectClose(a: readonly number[], b: readonly number[]): void {
  expect(a.length).toBe(b.length);
  for (const [index, value] of a.entries()) expect(value).toBeCloseTo(b[index] ?? Number.NaN, 9);
}

describe('microGPT', () => {
  test('predicts what the training code predicts', () => {
    const model = randomFloatModel({ weightFormat: 'q412' });
    const parameters = zeroParameters();
    parameters.views.wte.set(model.tokenEmbedding);
    if (model.positions.kind === 'learned') parameters.views.wpe.set(model.positions.embedding);
    for (const linear of modelLinears(model)) {
      parameters.views[linear.name as keyof typeof parameters.views].set(linear.values);
    }
    const activations = newActivations();
    forward(parameters, Int32Array.from([...TOKENS, 0]), FLOAT_PRECISION, activations);
    expectClose(logitsOf(model).flat(), Array.from(activations.logits));
  });

  test('predicts what the calibration predicts on the weights as quantised, for several layers', () => {
    // Ternary weights that are exact: ±1 and 0, times their mean magnitude.
    const model = randomFloatModel({ layers: 3, width: 12, heads: 3, ffn: 20 });
    const calibration = new FloatForward(model, quantise(model).linears);
    expectClose(
      logitsOf(model).flat(),
      TOKENS.flatMap((token) => Array.from(calibration.step([token]))),
    );
  });

  test('computes with latent weights where it was not trained ternary', () => {
    const model = randomFloatModel();
    expect(logitsOf({ ...model, trainedTernary: false })).not.toEqual(logitsOf(model));
  });
});

/** The same model with the weights rounded to Q4.12, which quantisation leaves alone. */
function exactIn412(model: FloatModel): FloatModel {
  const exact = <L extends FloatLinear | null>(linear: L): L =>
    linear && { ...linear, values: linear.values.map((value) => Math.round(value * 2 ** 12) / 2 ** 12) };
  const layers = model.layers.map(
    (layer): FloatLayer => ({
      ...layer,
      wq: exact(layer.wq),
      wk: exact(layer.wk),
      wv: exact(layer.wv),
      wo: exact(layer.wo),
      gate: exact(layer.gate),
      up: exact(layer.up),
      down: exact(layer.down),
    }),
  );
  return { ...model, layers, head: exact(model.head), tokenEmbedding: exact(model.head).values };
}

describe('Llama', () => {
  const MODELS: readonly RandomLlamaOptions[] = [
    { layers: 3, kvHeads: 2, shared: 3 },
    { feedForward: 'relu2_mul', subNorms: true, gains: false, kvHeads: 1, shared: 4, headDim: 2 },
    { pairing: 'half', headDim: 8, layers: 2 },
    { pairing: 'half', headDim: 6, subNorms: true, layers: 2 },
  ];

  test.each(MODELS)('%j: predicts what the calibration predicts', (options) => {
    const model = exactIn412(randomLlama({ weightFormat: 'q412', ...options }));
    const { linears } = quantise(model, { folds: [] });
    const calibration = new FloatForward(prepare(model, []), linears, {
      headDim: model.shape.headDim,
    });
    expectClose(
      logitsOf(model).flat(),
      TOKENS.flatMap((token) => Array.from(calibration.step([token]))),
    );
  });

  test('takes a head apart from the embedding', () => {
    const model = randomLlama({ tied: false });
    expect(logitsOf(model)).not.toEqual(
      logitsOf({ ...model, head: { ...model.head, values: model.tokenEmbedding } }),
    );
  });

  test('trained ternary has a head in float', () => {
    const model = { ...randomLlama({ tied: false }), trainedTernary: true };
    const [latent, ternary] = [logitsOf({ ...model, trainedTernary: false }), logitsOf(model)];
    expect(ternary).not.toEqual(latent);
    const noLayers = { ...model, shape: { ...model.shape, layers: 0 }, layers: [] };
    expect(logitsOf(noLayers)).toEqual(logitsOf({ ...noLayers, trainedTernary: false }));
  });

  test('adds biases to projections', () => {
    const model = randomLlama();
    const biased = {
      ...model,
      head: { ...model.head, bias: Float64Array.from({ length: 27 }, (_, i) => i) },
    };
    expectClose(
      logitsOf(biased).flat(),
      logitsOf(model).flatMap((logits) => logits.map((logit, i) => logit + i)),
    );
  });

  test('reads every tensor once, when it is made', () => {
    const model = randomLlama();
    let reads = 0;
    const counted: FloatModel = {
      ...model,
      get tokenEmbedding() {
        reads++;
        return model.tokenEmbedding;
      },
      head: {
        name: 'lm_head',
        rows: model.head.rows,
        cols: model.head.cols,
        get values() {
          reads++;
          return model.head.values;
        },
      },
    };
    expect(logitsOf(counted)).toEqual(logitsOf(model));
    expect(reads).toBe(2);
  });
});

describe('a model that can be computed by hand', () => {
  const linear = (name: string, rows: number, values: readonly number[]): FloatLinear => {
    return { name, rows, cols: values.length / rows, values: Float64Array.from(values) };
  };
  const plain: Norm = { gain: null };
  const identity = (name: string) => linear(name, 2, [1, 0, 0, 1]);
  /** Its vectors are √2·(cos α, sin α), which a norm leaves alone: one angle a token. */
  const angles = [0.3, 1.1];
  const model: FloatModel = {
    ...randomLlama(),
    shape: { layers: 1, width: 2, heads: 1, kvHeads: 1, headDim: 2, ffn: 1, context: 2, vocabulary: 2 },
    normEpsilon: 0,
    tokenEmbedding: Float64Array.from(
      angles.flatMap((a) => [Math.SQRT2 * Math.cos(a), Math.SQRT2 * Math.sin(a)]),
    ),
    feedForward: 'silu_mul',
    layers: [
      {
        attentionNorm: plain,
        wq: identity('wq'),
        wk: identity('wk'),
        wv: identity('wv'),
        attentionSubNorm: null,
        wo: identity('wo'),
        ffnNorm: plain,
        gate: linear('gate', 1, [1, 0]),
        up: linear('up', 1, [0, 1]),
        ffnSubNorm: null,
        down: linear('down', 2, [1, 2]),
      },
    ],
    finalNorm: { gain: Float64Array.of(2, 1) },
    head: identity('lm_head'),
  };

  test('predicts what the formulas say', () => {
    const transformer = new FloatTransformer(model);
    transformer.step(0);
    const logits = transformer.step(1);
    // Query and key of position 1 are turned by one radian: they stand α1 + 1 − α0 apart from the key of position 0.
    const [n0, n1] = angles.map((a) => [Math.SQRT2 * Math.cos(a), Math.SQRT2 * Math.sin(a)] as const);
    if (n0 === undefined || n1 === undefined) throw new Error('two angles');
    const scores = [(2 * Math.cos(1.1 + 1 - 0.3)) / Math.SQRT2, 2 / Math.SQRT2] as const;
    const share = 1 / (1 + Math.exp(scores[0] - scores[1]));
    const mixed = [0, 1].map((i) => (n1[i] ?? 0) + (1 - share) * (n0[i] ?? 0) + share * (n1[i] ?? 0));
    const [a = 0, b = 0] = mixed;
    const rms = Math.sqrt((a * a + b * b) / 2);
    const gate = a / rms;
    const hidden = ((gate / (1 + Math.exp(-gate))) * b) / rms;
    const [c, d] = [a + hidden, b + 2 * hidden];
    const last = Math.sqrt((c * c + d * d) / 2);
    expectClose(Array.from(logits), [(2 * c) / last, d / last]);
  });

  test('shows its vectors', () => {
    const seen: string[] = [];
    new FloatTransformer(model, (what, values) => seen.push(`${what} ${values.length}`)).step(0);
    expect(seen).toEqual([
      ...['residual 2', 'query 2', 'key 2', 'value 2', 'score 1', 'attention 2', 'residual 2'],
      ...['gate 1', 'up 1', 'hidden 1', 'residual 2'],
    ]);
  });

  test('forgets a sequence when another begins, and has no more positions than its context', () => {
    const transformer = new FloatTransformer(model);
    const first = Array.from(transformer.step(0));
    transformer.step(1);
    expect(() => transformer.step(1)).toThrow('no position 2');
    transformer.begin();
    expect(Array.from(transformer.step(0))).toEqual(first);
  });
});
