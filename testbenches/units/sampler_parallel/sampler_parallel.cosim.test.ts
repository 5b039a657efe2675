import fc from 'fast-check';
import { expect, test } from 'vitest';
import { samplerParallelLatencyCycles } from '../../../generator/units/sampler_parallel/latency.ts';
import { samplerParallelToken } from '../../../sim/units/sampler_parallel/timing.ts';
import { lintModule } from '../../support/lint.ts';
import { describeWith } from '../../support/requirements.ts';
import {
  checkRandomSamplers,
  samplerCheck,
  samplerImages,
  samplerParameters,
  samplerSources,
  samplerTurns,
} from '../sampler/bench.ts';

const UNIT = 'sampler_parallel';

const check = samplerCheck(UNIT, samplerParallelToken);

test('the generator and the simulator know the same latency', () => {
  for (let vocabulary = 2; vocabulary <= 64; vocabulary++)
    for (const rows of [1, 2, 8, 16, 17, 18, 32, 36, 37, 64]) {
      const p = { rows, vocabulary };
      expect(samplerParallelToken(100, p) - 100).toBe(samplerParallelLatencyCycles(p));
    }
});

describeWith({ tools: ['iverilog'] }, 'sampler_parallel in Icarus Verilog', () => {
  test('tokens of random designs are those of timing and math', async () => {
    await checkRandomSamplers(UNIT, check, 12);
  }, 300_000);

  // More logits a beat than two levels find the maximum of, in one beat and in several; the largest vocabulary.
  test.each([
    { rows: 40, vocabulary: 38 },
    { rows: 20, vocabulary: 27 },
    { rows: 8, vocabulary: 64 },
  ])(
    '$rows rows, $vocabulary tokens',
    async (shape) => {
      const design = { ...shape, logitBits: 22, logitFrac: 10 } as const;
      const [turns = []] = fc.sample(samplerTurns(design, { minLength: 8, maxLength: 8 }), {
        numRuns: 1,
        seed: 1,
      });
      await check(design, turns, undefined, 'icarus');
    },
    300_000,
  );
});

const microgpt = { rows: 16, vocabulary: 27, logitBits: 24, logitFrac: 10 } as const;

describeWith({ tools: ['verilator'] }, 'sampler_parallel in Verilator', () => {
  test.each([microgpt])(
    'many tokens of 27 logits, $rows a beat',
    async (design) => {
      const turns = fc
        .sample(samplerTurns(design, { minLength: 25, maxLength: 25 }), { numRuns: 4, seed: 5 })
        .flat();
      await check(design, turns, 3, 'verilator');
      console.info(`sampler_parallel: ${turns.length} tokens in Verilator`);
    },
    300_000,
  );
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of sampler_parallel', () => {
  const smallest = { rows: 1, vocabulary: 2, logitBits: 13, logitFrac: 12 } as const;
  test.each([microgpt, smallest])(
    'is clean with $rows rows, $vocabulary tokens',
    async (design) => {
      const parameters = samplerParameters(design);
      expect(await lintModule(samplerSources(UNIT), UNIT, parameters, samplerImages(design))).toEqual([]);
    },
    300_000,
  );
});
