import type { FloatModel } from '../generator/model/float-model.ts';
import type { IntegerModel } from '../generator/model/integer-model.ts';
import { IntegerLanguageModel } from './integer-language-model.ts';
import { FakeQuantised } from './reference/fake-quantised.ts';
import { fakeWeights } from './reference/fake-weights.ts';
import type { LanguageModel } from './reference/language-model.ts';
import { QUANTISATION_POINTS } from './reference/quantisation-points.ts';
import { FloatTransformer } from './reference/transformer.ts';

/** How one form of the model predicts, against the float model and against the form before it. */
export interface StepQuality {
  /** `float`, a quantisation point that was added to those before it, or `integer`. */
  readonly step: string;
  /** Nats per token. */
  readonly loss: number;
  readonly perplexity: number;
  /** Share of the positions where the most likely token is that of the float model; equal logits: the first token. */
  readonly top1_agreement: number;
  /** The same against the step before. For `integer` that is the full fake-quantised form: what tables cost. */
  readonly top1_agreement_with_previous: number;
  /** Mean over positions of Σ p·ln(p/p'), p of the float model, in nats. */
  readonly kl_divergence: number;
}

/** What `fpga-gen eval --json` prints. */
export interface Evaluation {
  /** Predicted tokens. */
  readonly tokens: number;
  readonly float: { readonly perplexity: number };
  readonly integer: { readonly perplexity: number };
  readonly top1_agreement: number;
  readonly kl_divergence: number;
  readonly by_step: readonly StepQuality[];
}

/** One form of the model. */
export interface Form {
  readonly step: string;
  readonly model: LanguageModel;
}

/** Sums over the positions. */
interface Tally {
  loss: number;
  agreements: number;
  agreementsWithPrevious: number;
  divergence: number;
}

/**
 * Teacher-forced quality of the integer model, its quantisation points added one at a time.
 *
 * @param documents token sequences of at most context + 1 tokens, as `documentsOfText` makes them
 * @param taken the float model whose weights the integer model rounds: equal in what it computes, it may differ in its weights
 */
export function evaluate(
  float: FloatModel,
  integer: IntegerModel,
  documents: readonly Int32Array[],
  taken: FloatModel = float,
): Evaluation {
  const weights = fakeWeights(taken, integer);
  const { tokens, steps } = measureForms(
    [
      { step: 'float', model: new FloatTransformer(float) },
      ...QUANTISATION_POINTS.map((point, index) => ({
        step: point,
        model: new FakeQuantised(taken, integer, QUANTISATION_POINTS.slice(0, index + 1), weights),
      })),
      { step: 'integer', model: new IntegerLanguageModel(integer) },
    ],
    documents,
  );
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) throw new Error('there are at least two forms');
  return {
    tokens,
    float: { perplexity: first.perplexity },
    integer: { perplexity: last.perplexity },
    top1_agreement: last.top1_agreement,
    kl_divergence: last.kl_divergence,
    by_step: steps,
  };
}

/** Runs the forms side by side; the first is the reference of all. */
export function measureForms(
  forms: readonly Form[],
  documents: readonly Int32Array[],
): { readonly tokens: number; readonly steps: readonly StepQuality[] } {
  const tallies = forms.map(
    (): Tally => ({ loss: 0, agreements: 0, agreementsWithPrevious: 0, divergence: 0 }),
  );
  let tokens = 0;
  for (const document of documents) tokens += runDocument(forms, document, tallies);
  return { tokens, steps: forms.map(({ step }, index) => quality(step, tallies[index], tokens)) };
}

/** Runs all forms over one document; the number of its predictions. */
function runDocument(forms: readonly Form[], document: Int32Array, tallies: readonly Tally[]): number {
  for (const { model } of forms) model.begin();
  for (let position = 0; position + 1 < document.length; position++) {
    const [token = 0, next = 0] = document.subarray(position, position + 2);
    let reference: Prediction | undefined;
    let previous: Prediction | undefined;
    for (const [index, { model }] of forms.entries()) {
      const prediction = predict(model.step(token));
      reference ??= prediction;
      previous ??= prediction;
      const tally = tallies[index];
      if (tally === undefined) throw new Error('a tally a form');
      tally.loss -= prediction.logProbabilities[next] ?? Number.NaN;
      tally.agreements += prediction.top === reference.top ? 1 : 0;
      tally.agreementsWithPrevious += prediction.top === previous.top ? 1 : 0;
      tally.divergence += divergence(reference.logProbabilities, prediction.logProbabilities);
      previous = prediction;
    }
  }
  return document.length - 1;
}

interface Prediction {
  readonly logProbabilities: Float64Array;
  readonly top: number;
}

function predict(logits: Float64Array): Prediction {
  let top = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] ?? 0) > (logits[top] ?? 0)) top = i;
  const largest = logits[top] ?? 0;
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += Math.exp((logits[i] ?? 0) - largest);
  const logTotal = largest + Math.log(total);
  return { logProbabilities: logits.map((logit) => logit - logTotal), top };
}

function divergence(of: Float64Array, from: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < of.length; i++) sum += Math.exp(of[i] ?? 0) * ((of[i] ?? 0) - (from[i] ?? 0));
  return sum;
}

function quality(step: string, tally: Tally | undefined, tokens: number): StepQuality {
  if (tally === undefined) throw new Error('a tally a form');
  return {
    step,
    loss: tally.loss / tokens,
    perplexity: Math.exp(tally.loss / tokens),
    top1_agreement: tally.agreements / tokens,
    top1_agreement_with_previous: tally.agreementsWithPrevious / tokens,
    kl_divergence: tally.divergence / tokens,
  };
}
