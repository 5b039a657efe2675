import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { simulate } from '../sim/simulate.ts';
import { designOptions } from './arbitraries/design.ts';
import { writeDesign } from './arbitraries/write-design.ts';
import { naiveTokens } from './naive/naive-tokens.ts';
import { NaiveAccelerator } from './naive/token-step.ts';

/** Random designs, a third of them with token slots, and a prompt of any length that their context takes. */
const runs = designOptions().chain((design) =>
  fc.record({
    design: fc.constant(design),
    prompt: fc.array(fc.nat(design.model.vocabulary - 1), {
      minLength: Math.min(1, design.model.context - 1),
      maxLength: design.model.context - 1,
    }),
    seed: fc.nat(1_000_000),
  }),
);

test('prefill of n tokens, in blocks or not, is n decode steps bit for bit', async () => {
  let blocks = 0;
  await fc.assert(
    fc.asyncProperty(runs, async ({ design, prompt, seed }) => {
      const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-prefill-'));
      try {
        const integer = await writeDesign(folder, design);
        const { boundary } = integer.tokenizer;
        const sampling = { temperature: 1, topK: 0, topP: 1, seed };
        const request = { folder, prompt: { tokens: prompt }, sampling, maxNewTokens: 3, ignoreEos: true };
        const { tokens, prompt_tokens } = await simulate(request);
        const given = boundary === null ? prompt : [boundary, ...prompt];
        expect(prompt_tokens).toBe(given.length);
        expect(tokens).toEqual(naiveTokens(new NaiveAccelerator(integer, sampling), given, tokens.length));
        if (design.plan.tokenSlots > 1 && given.length > 1) blocks += 1;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 60, seed: 31, endOnFailure: true },
  );
  expect(blocks).toBeGreaterThan(10);
}, 300_000);
