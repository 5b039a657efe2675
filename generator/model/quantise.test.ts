import { describe, expect, test } from 'vitest';
import { type RandomModelOptions, randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import { NaiveAccelerator } from '../../testbenches/naive/token-step.ts';
import { InputError } from '../errors.ts';
import { measureMaxima } from './calibrate.ts';
import type { FloatModel } from './float-model.ts';
import type { IntegerModel } from './integer-model.ts';
import { quantise } from './quantise.ts';
import { leastShift } from './range-proofs.ts';

/** The program as text: operation, sink, `n` where the norm is on, `→` where the result is the next vector. */
function programText({ operations, linears }: IntegerModel): readonly string[] {
  return operations.map((operation) => {
    if (operation.kind !== 'linear') return operation.kind;
    const name = operation.linear === null ? 'identity' : linears[operation.linear]?.name;
    return [name, operation.sink, operation.norm ? 'n' : '', operation.emits ? '→' : ''].join(' ').trim();
  });
}

const AFTER_ATTENTION = [
  'layer0.attn_wo residual_add  →',
  'layer0.mlp_fc1 activation n →',
  'layer0.mlp_fc2 residual_add  →',
];

describe('the program', () => {
  test('with the norm of the norm folded: k, v and q read the embedding', () => {
    expect(programText(quantise(randomFloatModel()))).toEqual([
      'embedding',
      'layer0.attn_wk k n',
      'layer0.attn_wv v n',
      'layer0.attn_wq q n',
      'identity residual_set n',
      'attention',
      ...AFTER_ATTENTION,
      'lm_head logits',
    ]);
  });

  test('without the fold: the identity comes first, and its result is normalised again', () => {
    const { folds, ...model } = quantise(randomFloatModel(), { folds: [] });
    expect(folds).toEqual([]);
    expect(programText({ folds, ...model }).slice(0, 6)).toEqual([
      'embedding',
      'identity residual_set n →',
      'layer0.attn_wk k n',
      'layer0.attn_wv v n',
      'layer0.attn_wq q n',
      'attention',
    ]);
  });

  test('of two layers: the second has no fold', () => {
    expect(programText(quantise(randomFloatModel({ layers: 2 }))).slice(6)).toEqual([
      ...AFTER_ATTENTION,
      'layer1.attn_wk k n',
      'layer1.attn_wv v n',
      'layer1.attn_wq q n',
      'attention',
      ...AFTER_ATTENTION.map((line) => line.replace('layer0', 'layer1')),
      'lm_head logits',
    ]);
  });
});

describe('formats', () => {
  test('of int8 and of int16, docs/arithmetic.md §1', () => {
    expect(quantise(randomFloatModel({ vocabulary: 65 })).formats).toMatchObject({
      xBits: 16,
      xFrac: 10,
      activationBits: 8,
      weightBits: 2,
      scaleBits: 12,
      reciprocalBits: 13,
      kvBits: 8,
      scoreFrac: 8,
      scoreBits: 16,
      probBits: 12,
      attentionGuardBits: 6,
      accShift: 0,
      samplerWeightBits: 14,
      normEps: 168,
    });
    const wide = { weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' } as const;
    expect(quantise(randomFloatModel(wide)).formats).toMatchObject({
      xBits: 18,
      xFrac: 12,
      activationBits: 16,
      weightBits: 16,
      scaleBits: 16,
      reciprocalBits: 16,
      kvBits: 16,
      scoreFrac: 10,
      scoreBits: 18,
      probBits: 15,
      attentionGuardBits: 1,
      logitFrac: 12,
      samplerWeightBits: 12,
      normEps: 2684,
    });
  });

  test.each<RandomModelOptions>([
    { weightFormat: 'int8', activationFormat: 'int8', kvFormat: 'int16' },
    { weightFormat: 'ternary', activationFormat: 'int16', kvFormat: 'int8', layers: 2 },
  ])('of any mixture: %j', (options) => {
    const { formats } = quantise(randomFloatModel(options));
    expect(formats.xBits).toBeGreaterThanOrEqual(formats.kvBits);
  });

  test('a logit gives up fraction bits where the head would need a shift to the left', () => {
    const withHead = (scale: number): FloatModel => {
      const model = randomFloatModel();
      const head = { ...model.head, values: model.head.values.map((weight) => weight * scale) };
      return { ...model, head, calibration: { qFrac: 4, kFrac: 4, vFrac: 4 } };
    };
    const fractionOf = (scale: number): number => quantise(withHead(scale)).formats.logitFrac;
    // The mean magnitude of the head's weights is 0.2.
    expect([1, 3, 6, 12].map(fractionOf)).toEqual([10, 10, 9, 8]);
    for (const scale of [1, 3, 6, 12]) {
      const model = quantise(withHead(scale));
      const head = model.operations.at(-1);
      if (head?.kind !== 'linear') throw new Error('the head comes last');
      expect(leastShift(head, model.formats)).toBeGreaterThanOrEqual(0);
      expect(model.tables.sampler_exp2.fields).toEqual(SAMPLER_FIELDS[model.formats.logitFrac]);
    }
    expect(() => quantise(withHead(100))).toThrow(InputError);
    expect(() => quantise(withHead(100))).toThrow(
      'model random: lm_head has weights too large for int8 activations: its results need',
    );
  });
});

const SAMPLER_FIELDS: Readonly<Record<number, object>> = {
  10: { k0: 4, k1: 3, k2: 3 },
  9: { k0: 3, k1: 3, k2: 3 },
  8: { k0: 8, k1: 0, k2: 0 },
};

describe('calibration', () => {
  test('leaves a quarter of room above the largest value seen, and not twice as much', () => {
    const model = randomFloatModel({ layers: 2 });
    const { formats, linears } = quantise(model);
    const { q, k, v } = measureMaxima(model, linears);
    const tops = [q * 2 ** formats.qFrac, k * 2 ** formats.kFrac, v * 2 ** formats.vFrac];
    for (const top of tops) {
      expect(1.25 * top).toBeLessThanOrEqual(127);
      expect(2 * 1.25 * top).toBeGreaterThan(127);
    }
  });

  test('is the same on every run, and left out where the model brings fractions', () => {
    const model = randomFloatModel({ seed: 5 });
    expect(quantise(model)).toEqual(quantise(model));
    const { formats } = quantise({ ...model, calibration: { qFrac: 1, kFrac: 2, vFrac: 3 } });
    expect([formats.qFrac, formats.kFrac, formats.vFrac]).toEqual([1, 2, 3]);
  });

  test('values too large for the attention are refused', () => {
    const model = { ...randomFloatModel(), calibration: { qFrac: 4, kFrac: 4, vFrac: -9 } };
    expect(() => quantise(model)).toThrow('model random: values need at least -8 fraction bits, received -9');
  });
});

describe('the proofs hold for hostile vectors', () => {
  /** Embeddings at their limits and next to nothing; the naive integration throws on a negative shift. */
  test.each<['int8' | 'int16', number]>([
    ['int8', 1e9],
    ['int8', 1e-9],
    ['int8', 8],
    ['int16', 1e9],
    ['int16', 1e-9],
    ['int16', 8],
  ])('%s, embeddings of %d', (format, embeddingScale) => {
    const weightFormat = format === 'int8' ? 'ternary' : 'q412';
    const model = randomFloatModel({
      weightFormat,
      activationFormat: format,
      kvFormat: format,
      embeddingScale,
    });
    const louder = model.layers.map((layer) => ({
      ...layer,
      up: { ...layer.up, values: layer.up.values.map((weight) => 6 * weight) },
      down: { ...layer.down, values: layer.down.values.map((weight) => 6 * weight) },
    }));
    const integer = quantise({ ...model, layers: louder });
    for (const temperature of [1 / 16, 0, 16, 0.0626]) {
      const naive = new NaiveAccelerator(integer, { temperature, topK: 0, topP: 1, seed: 1 });
      const largest = 2n ** BigInt(integer.formats.logitBits - 1) - 1n;
      for (const token of [0, 26, 13]) {
        for (const z of naive.step(token)) expect(z > -largest && z < largest).toBe(true);
        naive.sample();
      }
    }
  });
});
