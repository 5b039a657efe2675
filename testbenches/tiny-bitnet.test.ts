import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPlays } from '../designs/tiny-bitnet/text.ts';
import { buildDesign } from '../generator/build.ts';
import { loadModel } from '../generator/model/load.ts';
import { quantise } from '../generator/model/quantise.ts';
import { packagePath } from '../generator/package-root.ts';
import { measureForms } from '../sim/evaluate.ts';
import { IntegerLanguageModel } from '../sim/integer-language-model.ts';
import { simulate } from '../sim/simulate.ts';
import { naiveTokens } from './naive/naive-tokens.ts';
import { NaiveAccelerator } from './naive/token-step.ts';
import { describeWith } from './support/requirements.ts';
import { verify } from './verify.ts';

const model = packagePath('designs', 'tiny-bitnet', 'model.json');
const reference = JSON.parse(readFileSync(packagePath('designs', 'tiny-bitnet', 'reference.json'), 'utf8'));

describe('tiny-bitnet on a KV260', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-bitnet-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const output = join(folder, 'build');
  beforeAll(async () => {
    // The sampler of 65 tokens, one more than the parallel one takes, wants three quarters of the LUTs.
    await buildDesign({ model, board: 'kv260', output, maxUtilisation: 0.8 });
  }, 120_000);

  test('takes at most 1,500 cycles a token with sampling, mean over positions 0 to 255', async () => {
    const { cycles, tokens } = await simulate({
      folder: output,
      prompt: { text: '\n' },
      sampling: { temperature: 0.8, seed: 5 },
      ignoreEos: true,
    });
    const mean = (cycles.prefill + cycles.decode.reduce((sum, count) => sum + count, 0)) / tokens.length;
    console.log(`tiny-bitnet on kv260: ${mean.toFixed(1)} cycles a token over ${tokens.length} tokens`);
    expect(mean).toBeLessThanOrEqual(1500);
  });

  test('gives the tokens of the naive BigInt integration', async () => {
    const sampling = { temperature: 0.8, topK: 20, topP: 0.9, seed: 11 };
    const prompt = [13, 40];
    const { tokens } = await simulate({
      folder: output,
      prompt: { tokens: prompt },
      sampling,
      maxNewTokens: 4,
    });
    const naive = new NaiveAccelerator(quantise(loadModel(model)), sampling);
    expect(tokens).toEqual(naiveTokens(naive, prompt, 4));
  }, 120_000);

  describeWith({ shared: 'texts/tinyshakespeare.txt' }, 'on the held-out text', () => {
    test('its perplexity is at most one per cent above that of its fake-quantised float form', () => {
      const { windows, nats_per_character: nats } = reference.held_out.first;
      const { heldOut } = loadPlays();
      const documents = Array.from({ length: windows }, (_, window) =>
        Int32Array.from(heldOut.subarray(window * 256, (window + 1) * 256 + 1)),
      );
      const form = { step: 'integer', model: new IntegerLanguageModel(quantise(loadModel(model))) };
      const loss = measureForms([form], documents).steps[0]?.loss ?? Number.NaN;
      console.log(
        `tiny-bitnet: ${loss.toFixed(4)} nats a character in integers, ${nats.toFixed(4)} in float`,
      );
      expect(Math.exp(loss - nats)).toBeLessThanOrEqual(1.01);
    }, 120_000);
  });

  describe('with sums looked up', () => {
    const lookups = join(folder, 'lookups');
    beforeAll(async () => {
      const request = { model, board: 'kv260', output: lookups, maxUtilisation: 0.8 };
      await buildDesign({ ...request, array: 'lookup_array' });
    }, 120_000);

    test('says the same', async () => {
      const run = { prompt: { text: 'ROMEO:' }, sampling: { temperature: 0.8, seed: 5 }, maxNewTokens: 40 };
      const [usual, looked] = await Promise.all(
        [output, lookups].map((each) => simulate({ folder: each, ...run })),
      );
      expect(looked?.tokens).toEqual(usual?.tokens);
    });

    describeWith({ tools: ['verilator'] }, 'in Verilator', () => {
      test('equals the simulator in every beat, under stalls', { timeout: 1_800_000 }, async () => {
        const { simulators } = await verify({
          folder: lookups,
          prompt: { text: 'R' },
          maxNewTokens: 1,
          sampling: { temperature: 0.7, seed: 3 },
          ignoreEos: true,
          simulator: 'verilator',
          stallSeed: 4,
          selfTest: false,
        });
        expect(simulators).toMatchObject([{ name: 'verilator', ok: true, first_mismatch: null }]);
      });
    });
  });

  describeWith({ tools: ['iverilog'] }, 'in Icarus', () => {
    test('equals the simulator in every beat, under stalls', { timeout: 1_800_000 }, async () => {
      const { simulators } = await verify({
        folder: output,
        prompt: { text: 'R' },
        maxNewTokens: 1,
        sampling: { temperature: 0.7, seed: 3 },
        ignoreEos: true,
        simulator: 'icarus',
        stallSeed: 4,
        selfTest: false,
      });
      expect(simulators).toMatchObject([{ name: 'icarus', ok: true, first_mismatch: null }]);
    });
  });
});
