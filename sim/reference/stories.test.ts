import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { takenModel } from '../../generator/model/choices/choose.ts';
import { loadModel } from '../../generator/model/load.ts';
import { quantise } from '../../generator/model/quantise.ts';
import { describeWith, sharedPath } from '../../testbenches/support/requirements.ts';
import { documentsOfText } from '../documents.ts';
import { measureForms } from '../evaluate.ts';
import { IntegerLanguageModel } from '../integer-language-model.ts';
import { FakeQuantised } from './fake-quantised.ts';
import { FloatTransformer, type Observed } from './transformer.ts';

const FILES = ['stories260K/stories260K.bin', 'stories260K/tok512.bin', 'texts/tinystories-197k.txt'];
const CONTEXT = 256;

/** Figures of the shared models' PROVENANCE.md, which other programs found. */
describeWith({ shared: FILES }, 'stories260K', () => {
  const tokenizer = sharedPath('stories260K/tok512.bin');
  const model = loadModel(sharedPath('stories260K/stories260K.bin'), { tokenizer, context: CONTEXT });
  const windows = (): readonly Int32Array[] => {
    const text = readFileSync(sharedPath('texts/tinystories-197k.txt'), 'utf8');
    return documentsOfText(text, model.tokenizer, CONTEXT, 'tinystories-197k.txt');
  };
  let documents: readonly Int32Array[] = [];
  beforeAll(() => {
    documents = windows();
  });

  test('tells the story that llama2.c tells', () => {
    const transformer = new FloatTransformer(model);
    // "Once upon a time", begun by the boundary.
    let logits = new Float64Array();
    for (const token of [1, 403, 407, 261, 378]) logits = Float64Array.from(transformer.step(token));
    const story = Array.from({ length: 10 }, () => {
      const token = logits.indexOf(Math.max(...logits));
      logits = Float64Array.from(transformer.step(token));
      return token;
    });
    expect(story).toEqual([432, 383, 286, 261, 376, 298, 315, 421, 395, 317]);
  });

  test('loses 1.558 nats a token', () => {
    const form = { step: 'float', model: new FloatTransformer(model) };
    // 32 windows of 255 predictions.
    const { tokens, steps } = measureForms([form], documents.slice(0, 32));
    expect(tokens).toBe(8160);
    expect(steps[0]?.loss).toBeCloseTo(1.5584163, 6);
  }, 60_000);

  /** Over the whole text; in these windows. */
  test.each<[Observed, number, number]>([
    ['residual', 18.7, 334],
    ['query', 43.6, 131],
    ['key', 30.5, 131],
    ['score', 437, 85],
  ])('%s reaches %d', (observed, most, window) => {
    let largest = 0;
    const transformer = new FloatTransformer(model, (what, values) => {
      if (what === observed) for (const value of values) largest = Math.max(largest, Math.abs(value));
    });
    for (const token of (documents[window] ?? []).slice(0, CONTEXT - 1)) transformer.step(token);
    expect(Math.abs(largest / most - 1)).toBeLessThan(0.002);
  });

  /** Least agreement of the integers with float, on the first 8,160 predictions. */
  test.each([
    ['int16', 0.98],
    ['int8', 0.97],
  ] as const)(
    'keys and values in %s: the integers predict what float predicts',
    (kvFormat, agreement) => {
      const own = { ...model, kvFormat };
      const integer = quantise(own);
      const forms = [
        { step: 'float', model: new FloatTransformer(own) },
        { step: 'fake-quantised', model: new FakeQuantised(takenModel(own, integer), integer) },
        { step: 'integer', model: new IntegerLanguageModel(integer) },
      ];
      const { tokens, steps } = measureForms(forms, documents.slice(0, 32));
      console.table(steps);
      expect(tokens).toBe(8160);
      const [float, rounded, integers] = steps;
      if (float === undefined || rounded === undefined || integers === undefined)
        throw new Error('three forms');
      expect(integers.top1_agreement).toBeGreaterThanOrEqual(agreement);
      expect(Math.abs(integers.top1_agreement - rounded.top1_agreement)).toBeLessThanOrEqual(0.003);
      expect(integers.perplexity).toBeLessThanOrEqual(1.01 * float.perplexity);
    },
    900_000,
  );
});
