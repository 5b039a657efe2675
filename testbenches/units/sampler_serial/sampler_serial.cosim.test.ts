import fc from 'fast-check';
import { expect, test } from 'vitest';
import { samplerSerialLatencyCycles } from '../../../generator/units/sampler_serial/latency.ts';
import { samplerSerialToken } from '../../../sim/units/sampler_serial/timing.ts';
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

const UNIT = 'sampler_serial';

const check = samplerCheck(UNIT, samplerSerialToken);

test('the generator and the simulator know the same latency', () => {
  for (let vocabulary = 2; vocabulary <= 300; vocabulary++) {
    expect(samplerSerialToken(100, { vocabulary }) - 100).toBe(samplerSerialLatencyCycles({ vocabulary }));
  }
});

describeWith({ tools: ['iverilog'] }, 'sampler_serial in Icarus Verilog', () => {
  test('tokens of random designs are those of timing and math', async () => {
    await checkRandomSamplers(UNIT, check, 15);
  }, 300_000);

  test('a vocabulary of 300 takes five passes', async () => {
    const design = { rows: 4, vocabulary: 300, logitBits: 24, logitFrac: 12 } as const;
    const [turns = []] = fc.sample(samplerTurns(design, { minLength: 4, maxLength: 4 }), {
      numRuns: 1,
      seed: 1,
    });
    await check(design, turns, undefined, 'icarus');
  }, 300_000);
});

const microgpt = { rows: 2, vocabulary: 27, logitBits: 24, logitFrac: 10 } as const;

describeWith({ tools: ['verilator'] }, 'sampler_serial in Verilator', () => {
  test.each([microgpt, { ...microgpt, rows: 8, logitBits: 22, logitFrac: 12 } as const])(
    'many tokens of 27 logits, $rows a beat',
    async (design) => {
      const turns = fc
        .sample(samplerTurns(design, { minLength: 25, maxLength: 25 }), { numRuns: 4, seed: 5 })
        .flat();
      await check(design, turns, 3, 'verilator');
      console.info(`sampler_serial: ${turns.length} tokens in Verilator`);
    },
    300_000,
  );
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of sampler_serial', () => {
  const smallest = { rows: 1, vocabulary: 2, logitBits: 13, logitFrac: 12 } as const;
  test.each([smallest, { ...microgpt, rows: 16, vocabulary: 33 }])(
    'is clean with $rows rows, $vocabulary tokens',
    async (design) => {
      const parameters = samplerParameters(design);
      expect(await lintModule(samplerSources(UNIT), UNIT, parameters, samplerImages(design))).toEqual([]);
    },
    300_000,
  );
});
