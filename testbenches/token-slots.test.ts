import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { packagePath } from '../generator/package-root.ts';
import type { BuildRequest } from '../generator/schema/build.ts';
import type { SimResult } from '../generator/schema/sim.ts';
import { simulate } from '../sim/simulate.ts';
import { describeWith, sharedPath } from './support/requirements.ts';
import { verify } from './verify.ts';

const CHECKPOINT = 'stories260K/stories260K.bin';
const TOKENIZER = 'stories260K/tok512.bin';
const POSITIONS = 128;

/** Any text of this many tokens. */
function promptOf(tokens: number): number[] {
  return Array.from({ length: tokens }, (_, index) => 3 + ((37 * index) % 60));
}

/**
 * The design with and without token slots: 128 positions as a prompt and as generated tokens, and what is generated behind.
 * @param begin the shortest prompt: a token where the model has no boundary token
 */
async function prefillAndDecode(
  folder: string,
  begin: readonly number[],
  model: Omit<BuildRequest, 'output'>,
) {
  const slots = join(folder, 'slots');
  const one = join(folder, 'one');
  await buildDesign({ ...model, output: slots });
  await buildDesign({ ...model, tokenSlots: 1, output: one });
  const run = (output: string, tokens: readonly number[], maxNewTokens: number): Promise<SimResult> =>
    simulate({
      folder: output,
      prompt: { tokens },
      sampling: { temperature: 0.8, seed: 5 },
      maxNewTokens,
      ignoreEos: true,
    });
  const prompt = promptOf(POSITIONS - 1 + begin.length);
  const prefill = await run(slots, prompt, 20);
  const decode = await run(slots, begin, POSITIONS);
  const faster = (decode.cycles.total / prefill.cycles.prefill).toFixed(2);
  console.log(
    `${prefill.prompt_tokens} tokens in ${model.tokenSlots} slots: ${prefill.cycles.prefill} cycles as a prompt, ${decode.cycles.total} generated, ${faster} times`,
  );
  return { prefill, decode, alone: await run(one, prompt, 20) };
}

describe('token slots of a ternary model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-slots-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('tiny-bitnet on a U280: a prompt takes an eighth of the cycles, and the same tokens follow', async () => {
    const model = packagePath('designs', 'tiny-bitnet', 'model.json');
    const { prefill, decode, alone } = await prefillAndDecode(folder, [3], {
      model,
      board: 'u280',
      tokenSlots: 8,
    });
    expect(prefill.prompt_tokens).toBe(POSITIONS);
    expect(prefill.cycles.prefill).toBeLessThanOrEqual(decode.cycles.total / 8);
    expect(prefill.tokens).toEqual(alone.tokens);
  }, 300_000);
});

describeWith({ shared: [CHECKPOINT, TOKENIZER] }, 'token slots of stories260K, int8, on a KV260', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-slots-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const model = {
    model: sharedPath(CHECKPOINT),
    tokenizer: sharedPath(TOKENIZER),
    board: 'kv260',
    context: 256,
    tokenSlots: 4,
    maxUtilisation: 0.9,
  };

  test('a prompt takes a quarter of the cycles, and the same tokens follow', async () => {
    const { prefill, decode, alone } = await prefillAndDecode(folder, [], model);
    expect(prefill.prompt_tokens).toBe(POSITIONS);
    expect(prefill.cycles.prefill).toBeLessThanOrEqual(decode.cycles.total / 4);
    expect(prefill.tokens).toEqual(alone.tokens);
  }, 300_000);

  describeWith({ tools: ['verilator'] }, 'in Verilator', () => {
    const output = join(folder, 'verified');
    beforeAll(() => buildDesign({ ...model, output }), 120_000);

    test('whole blocks, a part of one and generated tokens are equal in every beat, under stalls', {
      timeout: 1_800_000,
    }, async () => {
      const { simulators } = await verify({
        folder: output,
        prompt: { tokens: promptOf(9) },
        maxNewTokens: 3,
        sampling: { temperature: 0.8, seed: 3 },
        ignoreEos: true,
        simulator: 'verilator',
        stallSeed: 5,
        selfTest: false,
      });
      expect(simulators).toMatchObject([{ name: 'verilator', ok: true, first_mismatch: null }]);
      console.log(`stories260K in 4 slots: ${simulators[0]?.beats_compared} beats equal in Verilator`);
    });
  });
});
