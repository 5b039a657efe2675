import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { importModel } from '../generator/import.ts';
import { SMALL_FOLDERS } from '../generator/model/checkpoint/support/small-folders.ts';
import { writeFolder } from '../generator/model/checkpoint/support/write-folder.ts';
import { loadModel } from '../generator/model/load.ts';
import { quantise } from '../generator/model/quantise.ts';
import type { BuildResult } from '../generator/schema/build.ts';
import { documentsOfText } from '../sim/documents.ts';
import { measureForms } from '../sim/evaluate.ts';
import { IntegerLanguageModel } from '../sim/integer-language-model.ts';
import { FloatTransformer } from '../sim/reference/transformer.ts';
import { simulate } from '../sim/simulate.ts';
import { naiveTokens } from './naive/naive-tokens.ts';
import { NaiveAccelerator } from './naive/token-step.ts';
import { describeWith, sharedPath } from './support/requirements.ts';
import { verify } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-int4-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SAMPLING = { temperature: 0.9, topK: 9, topP: 0.95, seed: 7 };

describe('a small Qwen2 with codes of AWQ, on a KV260', () => {
  const model = join(folder, 'qwen-awq');
  const output = join(folder, 'qwen');
  const run = { folder: output, prompt: { tokens: [3, 11] }, sampling: SAMPLING, ignoreEos: true };
  let built: BuildResult;
  beforeAll(async () => {
    const made = SMALL_FOLDERS['qwen awq']?.(5);
    if (made === undefined) throw new Error('no such folder');
    writeFolder(model, made.config, made.tensors);
    built = await buildDesign({ model, board: 'kv260', output });
  });

  test('is built of int4, in lanes that a group of eight columns fills', () => {
    expect(built.plan.weight_format).toBe('int4');
    expect(built.plan.lanes).toBeLessThanOrEqual(8);
  });

  test('an import holds the same codes: the same build', async () => {
    const imported = join(folder, 'imported');
    await importModel({ model, output: imported });
    await buildDesign({ model: imported, board: 'kv260', output: `${output}-imported` });
    const manifest = (path: string) => readFileSync(join(path, 'manifest.json'), 'utf8');
    expect(manifest(`${output}-imported`)).toBe(manifest(output));
  });

  test('gives the tokens of the naive BigInt integration', async () => {
    const { tokens } = await simulate({ ...run, maxNewTokens: 8 });
    expect(tokens).toEqual(
      naiveTokens(new NaiveAccelerator(quantise(loadModel(model)), SAMPLING), [3, 11], 8),
    );
  });

  describeWith({ tools: ['iverilog'] }, 'in Icarus', () => {
    test('equals the simulator in every beat, under stalls', { timeout: 300_000 }, async () => {
      const result = await verify({
        ...run,
        maxNewTokens: 3,
        simulator: 'icarus',
        stallSeed: 5,
        selfTest: false,
      });
      expect(result.simulators).toMatchObject([{ name: 'icarus', ok: true, first_mismatch: null }]);
    });
  });
});

const CHECKPOINT = 'stories260K/stories260K.bin';
const TOKENIZER = 'stories260K/tok512.bin';
const TEXT = 'texts/tinystories-197k.txt';

describeWith({ shared: [CHECKPOINT, TOKENIZER, TEXT] }, 'stories260K, int4, on a KV260', () => {
  const output = join(folder, 'stories');
  const options = { tokenizer: sharedPath(TOKENIZER), context: 256, weightFormat: 'int4' } as const;
  const model = sharedPath(CHECKPOINT);
  const integer = quantise(loadModel(model, options));
  let built: BuildResult;
  beforeAll(async () => {
    built = await buildDesign({ model, ...options, board: 'kv260', output });
  }, 120_000);

  test('fits with its memories in less than two thirds of those of int8', () => {
    for (const { used, available } of Object.values(built.resources)) {
      expect(used).toBeLessThanOrEqual(0.7 * available);
    }
    // A byte a weight, and the tiles' padding.
    expect(built.memory.weight_bytes).toBeLessThan((2 / 3) * 268_288);
  });

  test('agrees with the float model’s first choice at more than 84 of 100 positions', {
    timeout: 120_000,
  }, () => {
    const float = loadModel(model, options);
    const text = readFileSync(sharedPath(TEXT), 'utf8');
    const documents = documentsOfText(text, float.tokenizer, float.shape.context, TEXT).slice(0, 8);
    const forms = [
      { step: 'float', model: new FloatTransformer(float) },
      { step: 'integer', model: new IntegerLanguageModel(integer) },
    ];
    const { tokens, steps } = measureForms(forms, documents);
    const [first, last] = steps;
    const rise = (last?.perplexity ?? 0) / (first?.perplexity ?? 1) - 1;
    console.log(
      `stories260K, int4: ${(100 * (last?.top1_agreement ?? 0)).toFixed(2)} % of ${tokens} first choices, perplexity ${(100 * rise).toFixed(1)} % more`,
    );
    expect(last?.top1_agreement).toBeGreaterThan(0.84);
    expect(rise).toBeLessThan(0.1);
  });

  test('takes at most 2,000 cycles a token, and gives the tokens of the naive BigInt integration', {
    timeout: 120_000,
  }, async () => {
    const run = { folder: output, prompt: { tokens: [403] }, sampling: SAMPLING, ignoreEos: true };
    const { tokens, cycles } = await simulate({ ...run, maxNewTokens: 4 });
    for (const decoded of cycles.decode) expect(decoded).toBeLessThanOrEqual(2000);
    expect(tokens).toEqual(naiveTokens(new NaiveAccelerator(integer, SAMPLING), [1, 403], 4));
  });

  describeWith({ tools: ['iverilog'] }, 'in Icarus', () => {
    test('equals the simulator in every beat of a token', { timeout: 600_000 }, async () => {
      const { simulators } = await verify({
        folder: output,
        prompt: { tokens: [] },
        maxNewTokens: 1,
        sampling: SAMPLING,
        ignoreEos: true,
        simulator: 'icarus',
        stallSeed: 5,
        selfTest: false,
      });
      expect(simulators).toMatchObject([{ name: 'icarus', ok: true, first_mismatch: null }]);
      console.log(`stories260K, int4: ${simulators[0]?.beats_compared} beats equal in Icarus`);
    });
  });
});
