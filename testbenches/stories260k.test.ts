import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { loadModel } from '../generator/model/load.ts';
import { quantise } from '../generator/model/quantise.ts';
import type { BuildResult } from '../generator/schema/build.ts';
import { FloatTransformer } from '../sim/reference/transformer.ts';
import { simulate } from '../sim/simulate.ts';
import { codecOf } from '../sim/tokens.ts';
import { naiveTokens } from './naive/naive-tokens.ts';
import { NaiveAccelerator } from './naive/token-step.ts';
import { describeWith, sharedPath } from './support/requirements.ts';
import { verify } from './verify.ts';

const CHECKPOINT = 'stories260K/stories260K.bin';
const TOKENIZER = 'stories260K/tok512.bin';
/** Positions, of 512 that the checkpoint has. */
const CONTEXT = 256;
const PROMPT = 'Once upon a time';
const SIXTEEN_TOKENS = 'Once upon a time, there was a little girl named Lily. She';

describeWith({ shared: [CHECKPOINT, TOKENIZER] }, 'stories260K, int8, on a KV260', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-stories-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const output = join(folder, 'build');
  const model = { model: sharedPath(CHECKPOINT), tokenizer: sharedPath(TOKENIZER), context: CONTEXT };
  let built: BuildResult;
  beforeAll(async () => {
    built = await buildDesign({ ...model, board: 'kv260', output });
  }, 120_000);

  test('takes at most 70 % of every resource', () => {
    for (const { used, available } of Object.values(built.resources)) {
      expect(used).toBeLessThanOrEqual(0.7 * available);
    }
  });

  test('takes at most 2,000 cycles a token with sampling, mean over positions 0 to 255', async () => {
    const { cycles, tokens } = await simulate({
      folder: output,
      prompt: { text: '' },
      sampling: { temperature: 0.8, seed: 5 },
      ignoreEos: true,
    });
    expect(tokens).toHaveLength(CONTEXT);
    const mean = (cycles.prefill + cycles.decode.reduce((sum, count) => sum + count, 0)) / tokens.length;
    console.log(`stories260K on kv260: ${mean.toFixed(1)} cycles a token`);
    expect(mean).toBeLessThanOrEqual(2000);
  });

  test('tells the story of the float model for its first 30 tokens', async () => {
    const float = loadModel(model.model, model);
    const { tokens } = await simulate({
      folder: output,
      prompt: { text: PROMPT },
      sampling: { temperature: 0 },
      maxNewTokens: 30,
    });
    const reference = new FloatTransformer(float);
    const prompt = [1, ...codecOf(float.tokenizer).encode(PROMPT, 'prompt')];
    expect(tokens).toEqual(greedy((token) => reference.step(token), prompt, 30));
  });

  test('gives the tokens of the naive BigInt integration', async () => {
    const integer = quantise(loadModel(model.model, model));
    const sampling = { temperature: 0.9, topK: 40, topP: 0.95, seed: 7 };
    const { tokens } = await simulate({
      folder: output,
      prompt: { tokens: [403] },
      sampling,
      maxNewTokens: 6,
    });
    expect(tokens).toEqual(naiveTokens(new NaiveAccelerator(integer, sampling), [1, 403], 6));
  }, 120_000);

  describeWith({ tools: ['verilator'] }, 'in Verilator', () => {
    test('prefill of 16 tokens and 16 decoded ones are equal in every beat, under stalls', {
      timeout: 1_800_000,
    }, async () => {
      const { simulators } = await verify({
        folder: output,
        prompt: { text: SIXTEEN_TOKENS },
        maxNewTokens: 16,
        sampling: { temperature: 0.8, seed: 3 },
        ignoreEos: true,
        simulator: 'verilator',
        stallSeed: 5,
        selfTest: false,
      });
      expect(simulators).toMatchObject([{ name: 'verilator', ok: true, first_mismatch: null }]);
      expect(simulators[0]?.tokens).toHaveLength(16);
      console.log(`stories260K: ${simulators[0]?.beats_compared} beats equal in Verilator`);
    });
  });
});

/** The most likely token again and again, behind a prompt. */
function greedy(step: (token: number) => Float64Array, prompt: readonly number[], count: number): number[] {
  const tokens: number[] = [];
  for (let position = 0; tokens.length < count; position++) {
    const logits = step(prompt[position] ?? tokens.at(-1) ?? 0);
    if (position < prompt.length - 1) continue;
    tokens.push(logits.indexOf(logits.reduce((most, logit) => Math.max(most, logit))));
  }
  return tokens;
}
