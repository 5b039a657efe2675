import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { samplerThresholdLatencyCycles } from '../../../generator/units/sampler_threshold/latency.ts';
import {
  samplerThresholdToken,
  samplerThresholdTokenOf,
} from '../../../sim/units/sampler_threshold/timing.ts';
import { writeDesign } from '../../arbitraries/write-design.ts';
import { lintModule } from '../../support/lint.ts';
import { describeWith } from '../../support/requirements.ts';
import { verify } from '../../verify.ts';
import {
  checkRandomSamplers,
  type SamplerDesign,
  samplerCheck,
  samplerImages,
  samplerParameters,
  samplerSources,
  samplerTurns,
  weightFrac,
} from '../sampler/bench.ts';

const UNIT = 'sampler_threshold';
const shape = { lanes: 32, countBits: 4, massBits: 3 } as const;

const check = samplerCheck(UNIT, (last, design: SamplerDesign) =>
  samplerThresholdTokenOf(
    last,
    { ...design, samplerWeightBits: weightFrac(design.vocabulary) },
    design.shape ?? shape,
  ),
);

test('the generator and the simulator know the same latency', () => {
  const vocabularies = [65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 4096, 32_000, 128_256, 262_144];
  for (const vocabulary of vocabularies)
    for (const rows of [1, 2, 4, 8, 16, 32, 64])
      for (const logitFrac of [8, 10, 12]) {
        const p = { rows, vocabulary, logitFrac, samplerWeightBits: weightFrac(vocabulary) };
        expect(samplerThresholdToken(100, p) - 100).toBe(samplerThresholdLatencyCycles(p));
        for (const massBits of [1, 2, 3, 4])
          for (const countBits of [massBits, massBits + 2]) {
            const other = { lanes: 64, countBits, massBits };
            expect(samplerThresholdTokenOf(100, p, other) - 100).toBe(
              samplerThresholdLatencyCycles(p, other),
            );
          }
      }
});

const model = { heads: 2, width: 8, ffn: 16, context: 8, vocabulary: 80, seed: 1 };
const plan = {
  rows: 4,
  lanes: 8,
  array: 'matmul_array',
  attention: 'attention_serial',
  headsParallel: 1,
  tokenSlots: 1,
  weightStore: 'lutrom',
  kvStore: 'bram',
  tableStore: 'lutrom',
  sampler: UNIT,
  multiplier: 'logic',
  pipeline: 0,
  adderLevels: 4,
  clockHz: 100_000_000,
} as const;

describeWith({ tools: ['iverilog'] }, 'sampler_threshold in Icarus Verilog', () => {
  test('tokens of random designs are those of timing and math', async () => {
    await checkRandomSamplers(UNIT, check, 25);
  }, 600_000);

  test('a whole design draws with it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-threshold-'));
    try {
      await writeDesign(folder, { family: 'microgpt', model, folded: true, plan });
      const { ok, simulators } = await verify({
        folder,
        prompt: { tokens: [1, 2] },
        maxNewTokens: 4,
        sampling: { temperature: 1, topK: 40, topP: 0.9, seed: 7 },
        ignoreEos: true,
        simulator: 'icarus',
        stallSeed: 3,
        selfTest: false,
      });
      expect(ok, JSON.stringify(simulators)).toBe(true);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 300_000);
});

const stories = { rows: 16, vocabulary: 512, logitBits: 24, logitFrac: 10, shape } as const;

describeWith({ tools: ['verilator'] }, 'sampler_threshold in Verilator', () => {
  test.each([
    stories,
    {
      ...stories,
      rows: 8,
      vocabulary: 131,
      logitBits: 22,
      logitFrac: 12,
      shape: { ...shape, lanes: 8 },
    } as const,
  ])(
    'many tokens of $vocabulary logits, $rows a beat',
    async (design) => {
      const turns = fc
        .sample(samplerTurns(design, { minLength: 25, maxLength: 25 }), { numRuns: 4, seed: 5 })
        .flat();
      await check(design, turns, 3, 'verilator');
      console.info(`sampler_threshold: ${turns.length} tokens in Verilator`);
    },
    600_000,
  );
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of sampler_threshold', () => {
  const smallest = {
    ...stories,
    rows: 1,
    vocabulary: 65,
    logitBits: 13,
    logitFrac: 12,
    shape: { lanes: 2, countBits: 1, massBits: 1 },
  } as const;
  test.each([stories, smallest, { ...stories, rows: 64, vocabulary: 300, shape: { ...shape, lanes: 64 } }])(
    'is clean with $rows rows, $vocabulary tokens',
    async (design) => {
      const parameters = samplerParameters(design);
      expect(await lintModule(samplerSources(UNIT), UNIT, parameters, samplerImages(design))).toEqual([]);
    },
    300_000,
  );
});
