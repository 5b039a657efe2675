import { describe, expect, test } from 'vitest';
import { quantise } from '../generator/model/quantise.ts';
import { randomFloatModel } from '../testbenches/arbitraries/model.ts';
import { evaluate, measureForms } from './evaluate.ts';
import type { LanguageModel } from './reference/language-model.ts';

/** Logits that depend on the token alone. */
function fixed(logits: readonly (readonly number[])[]): LanguageModel {
  return { begin: () => undefined, step: (token) => Float64Array.from(logits[token] ?? []) };
}

describe('measureForms', () => {
  const even = fixed([
    [0, 0],
    [0, 0],
  ]);
  const sure = fixed([
    [0, Math.log(3)],
    [Math.log(3), 0],
  ]);
  const documents = [Int32Array.of(0, 1, 1), Int32Array.of(1, 0)];

  test('counts losses, first choices and divergence over all positions', () => {
    const steps = measureForms(
      [
        { step: 'even', model: even },
        { step: 'sure', model: sure },
        { step: 'sure again', model: sure },
      ],
      documents,
    );
    const loss = (2 * Math.log(4 / 3) + Math.log(4)) / 3;
    // Σ ½·ln(½/p): of ¼ and ¾.
    const divergence = 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3);
    expect(steps.tokens).toBe(3);
    expect(steps.steps[0]).toEqual({
      step: 'even',
      loss: Math.log(2),
      perplexity: expect.closeTo(2, 12),
      top1_agreement: 1,
      top1_agreement_with_previous: 1,
      kl_divergence: 0,
    });
    // Equal logits choose token 0, which `sure` chooses after token 1 only: at the last two positions.
    expect(steps.steps[1]).toEqual({
      step: 'sure',
      loss: expect.closeTo(loss, 12),
      perplexity: expect.closeTo(Math.exp(loss), 12),
      top1_agreement: 2 / 3,
      top1_agreement_with_previous: 2 / 3,
      kl_divergence: expect.closeTo(divergence, 12),
    });
    expect(steps.steps[2]).toMatchObject({ top1_agreement: 2 / 3, top1_agreement_with_previous: 1 });
  });
});

test('evaluate adds the quantisation points one at a time and ends with the integers', () => {
  const model = randomFloatModel();
  const evaluation = evaluate(model, quantise(model), [
    Int32Array.of(26, 1, 2, 3, 26),
    Int32Array.of(26, 4, 4),
  ]);
  expect(evaluation.by_step.map(({ step }) => step)).toEqual([
    'float',
    'weights',
    'embeddings',
    'activations',
    'residual',
    'hidden',
    'kv',
    'scores_logits',
    'integer',
  ]);
  const [first, last] = [evaluation.by_step[0], evaluation.by_step.at(-1)];
  expect(evaluation).toMatchObject({
    tokens: 6,
    float: { perplexity: first?.perplexity },
    integer: { perplexity: last?.perplexity },
    top1_agreement: last?.top1_agreement,
    kl_divergence: last?.kl_divergence,
  });
  expect(evaluation.kl_divergence).toBeGreaterThan(0);
  expect(evaluation.kl_divergence).toBeLessThan(0.01);
  expect(evaluation.integer.perplexity / evaluation.float.perplexity).toBeCloseTo(1, 1);
});
