import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintModule } from '../../support/lint.ts';
import { describeWith } from '../../support/requirements.ts';
import { runUnit, type Simulator } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';
import {
  KV_QUANTISE_MODULES,
  type KvQuantiseCase,
  kvQuantiseCases,
  kvQuantiseImages,
  kvQuantiseParameters,
  kvQuantiseRun,
  playKvQuantise,
} from './bench.ts';

async function check(each: KvQuantiseCase, simulator: Simulator): Promise<number> {
  const { stimulus, expected } = playKvQuantise(each);
  const cycles = Math.max(...expected.map(({ cycle }) => cycle)) + 4;
  const filled = Array.from({ length: stimulus.length }, (_unused, at) => stimulus[at] ?? {});
  const { enableSeed, design } = each;
  expect(
    await runUnit({ ...kvQuantiseRun(design), stimulus: filled, cycles, enableSeed, simulator }),
  ).toEqual(expected);
  return expected.length;
}

describeWith({ tools: ['iverilog'] }, 'kv_quantise in Icarus Verilog', () => {
  test('beats of random designs are those of timing and math', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let beats = 0;
    await fc.assert(
      fc.asyncProperty(kvQuantiseCases, async (each) => {
        beats += await check(each, 'icarus');
      }),
      { numRuns: 40, seed },
    );
    console.info(`kv_quantise: 40 designs, ${beats} beats in Icarus Verilog, seed ${seed}`);
  }, 120_000);
});

const designs = [
  { rows: 16, headDim: 8, usedSlots: 2, pipeline: 1 },
  { rows: 16, headDim: 64, usedSlots: 1, pipeline: 1 },
  { rows: 8, headDim: 2, usedSlots: 3, pipeline: 0 },
  { rows: 4, headDim: 12, usedSlots: 1, pipeline: 0 },
  { rows: 1, headDim: 1, usedSlots: 1, pipeline: 0 },
] as const;

describeWith({ tools: ['verilator'] }, 'kv_quantise in Verilator', () => {
  test.each(designs.slice(0, 2))(
    'heads of $headDim in beats of $rows',
    async (design) => {
      const vectors = Array.from({ length: 8 }, () => 2);
      const each = { design, vectors, gaps: [0, 0, 0, 0, 3, 0, 1], seed: 3, enableSeed: 5 };
      expect(await check(each, 'verilator')).toBeGreaterThan(0);
    },
    60_000,
  );
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of kv_quantise', () => {
  test.each(designs)(
    'is clean, %#',
    async (design) => {
      const files = unitSources(...KV_QUANTISE_MODULES);
      const parameters = kvQuantiseParameters(design);
      expect(await lintModule(files, 'kv_quantise', parameters, kvQuantiseImages())).toEqual([]);
    },
    30_000,
  );
});
