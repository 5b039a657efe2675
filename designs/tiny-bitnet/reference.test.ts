import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWith } from '../../testbenches/support/requirements.ts';
import { continueGreedily, summarise, windowLosses } from './evaluate.ts';
import { SHAPE } from './shape.ts';
import { decode, encode, loadPlays } from './text.ts';
import { readWeights } from './weights-file.ts';

const weights = readWeights(readFileSync(new URL('weights.safetensors', import.meta.url)));
const model = JSON.parse(readFileSync(new URL('model.json', import.meta.url), 'utf8'));
const characters: readonly string[] = model.tokenizer.characters;
const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8'));

it('has the shape that its weights were trained with', () => {
  const { width, layers, heads, kvHeads, headDim, ffn, context, vocabulary, normEpsilon, ropeTheta } = SHAPE;
  expect(model.architecture).toMatchObject({
    ...{ width, layers, heads, ffn, context, vocabulary, norm_epsilon: normEpsilon },
    ...{ kv_heads: kvHeads, head_dim: headDim, rope: { base: ropeTheta, pairing: 'adjacent' } },
  });
  expect(characters).toHaveLength(vocabulary);
});

it('continues the prompt as the reference says', () => {
  const prompt = encode(reference.prompt.text, characters);
  const { logits, continuation } = continueGreedily(weights, prompt, reference.prompt.greedy.length);
  const difference = logits.map((logit, token) => Math.abs(logit - reference.prompt.logits[token]));
  // Exact but for the processor's Math.exp, sin and cos.
  expect(Math.max(...difference)).toBeLessThan(1e-6);
  expect(decode(continuation, characters)).toBe(reference.prompt.greedy);
});

describeWith({ shared: 'texts/tinyshakespeare.txt' }, 'on the held-out text', () => {
  const plays = loadPlays();

  it('knows the characters of the text', () => {
    expect(plays.characters).toEqual(characters);
  });

  it('loses as much as the reference says', () => {
    const { windows, nats_per_character: nats } = reference.held_out.first;
    expect(summarise(windowLosses(weights, plays.heldOut, windows)).nats_per_character).toBeCloseTo(nats, 6);
  });
});
