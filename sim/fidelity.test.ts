import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadModel } from '../generator/model/load.ts';
import { quantise } from '../generator/model/quantise.ts';
import { packagePath } from '../generator/package-root.ts';
import { describeWith, sharedPath } from '../testbenches/support/requirements.ts';
import { documentsOfText, heldOutLines } from './documents.ts';
import { type Form, measureForms } from './evaluate.ts';
import { IntegerLanguageModel } from './integer-language-model.ts';
import { FakeQuantised } from './reference/fake-quantised.ts';
import { FloatTransformer } from './reference/transformer.ts';

/**
 * The fidelity that this project promises of its own designs, teacher-forced on the names that training never saw:
 * first choices that agree with the form beside it, and losses at most half a per cent apart.
 */
const DESIGNS = [
  { design: 'microgpt-q412', against: 'float', agreement: 0.998 },
  { design: 'microgpt-ternary', against: 'fake-quantised', agreement: 0.99 },
] as const;
const LEAST_POSITIONS = 20_000;
const LARGEST_LOSS_DIFFERENCE = 0.005;

describeWith({ shared: 'texts/names.txt' }, 'fidelity on held-out names', () => {
  const names = heldOutLines(readFileSync(sharedPath('texts/names.txt'), 'utf8')).join('\n');

  describe.each(DESIGNS)('$design', ({ design, against, agreement }) => {
    const folder = packagePath('designs', design);

    test(`agrees with its ${against} form`, () => {
      const float = loadModel(folder);
      const integer = quantise(float);
      const forms: readonly Form[] = [
        { step: 'float', model: new FloatTransformer(float) },
        ...(against === 'float' ? [] : [{ step: against, model: new FakeQuantised(float, integer) }]),
        { step: 'integer', model: new IntegerLanguageModel(integer) },
      ];
      const documents = documentsOfText(names, float.tokenizer, float.shape.context, 'names.txt');
      const { tokens, steps } = measureForms(forms, documents);
      console.table(steps);
      expect(tokens).toBeGreaterThanOrEqual(LEAST_POSITIONS);
      const [before, last] = steps.slice(-2);
      expect(last?.top1_agreement_with_previous).toBeGreaterThanOrEqual(agreement);
      for (const { loss } of steps) {
        expect(Math.abs((last?.loss ?? Number.NaN) / loss - 1)).toBeLessThan(LARGEST_LOSS_DIFFERENCE);
      }
      expect(before?.step).toBe(against);
    }, 120_000);
  });
});
