import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintModule } from '../../support/lint.ts';
import { describeWith } from '../../support/requirements.ts';
import { runUnit, type Simulator } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';
import {
  MATMUL_ARRAY_MODULES,
  type MatmulArrayCase,
  matmulArrayCases,
  matmulArrayImages,
  matmulArrayParameters,
  matmulArrayRun,
  playMatmulArray,
} from './bench.ts';

async function check(each: MatmulArrayCase, simulator: Simulator): Promise<number> {
  const { stimulus, expected, entries } = playMatmulArray(each);
  const cycles = Math.max(stimulus.length, ...expected.map(({ cycle }) => cycle)) + 4;
  const { enableSeed, design } = each;
  expect(
    await runUnit({ ...matmulArrayRun(design, entries), stimulus, cycles, enableSeed, simulator }),
  ).toEqual(expected);
  return expected.length;
}

describeWith({ tools: ['iverilog'] }, 'matmul_array in Icarus Verilog', () => {
  test('beats of random arrays and operations are those of timing and math', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let beats = 0;
    await fc.assert(
      fc.asyncProperty(matmulArrayCases, async (each) => {
        beats += await check(each, 'icarus');
      }),
      { numRuns: 60, seed },
    );
    console.info(`matmul_array: 60 arrays, ${beats} beats in Icarus Verilog, seed ${seed}`);
  }, 120_000);
});

const operation = { tiles: 2, digits: false, identity: false, gap: 0 };
const designs = [
  { format: 'int4', rows: 4, lanes: 16, groupBeats: 4, words: 6, levels: 3 },
  { format: 'int4', rows: 2, lanes: 4, groupBeats: 1, words: 1, levels: 5 },
  { format: 'int8', rows: 2, lanes: 8, groupBeats: 1, words: 3, levels: 2 },
  { format: 'ternary', rows: 2, lanes: 8, groupBeats: 1, words: 3, levels: 3 },
] as const;

describeWith({ tools: ['verilator'] }, 'matmul_array in Verilator', () => {
  test('groups of four words, one of them short', async () => {
    const vector = { words: 6, operations: [operation, { ...operation, digits: true }] };
    const each = { design: designs[0], vectors: [vector, vector], seed: 3, enableSeed: 5 };
    expect(await check(each, 'verilator')).toBe(8);
  }, 60_000);
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of matmul_array', () => {
  test.each(designs)(
    'is clean, %#',
    async (design) => {
      const files = unitSources(...MATMUL_ARRAY_MODULES);
      const parameters = matmulArrayParameters(design, 4);
      const images = matmulArrayImages(design, [0n, 0n, 0n, 0n]);
      expect(await lintModule(files, 'matmul_array', parameters, images)).toEqual([]);
    },
    30_000,
  );
});
