import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ATTENTION_MODULES,
  type AttentionShape,
  attentionDesign,
  attentionRun,
  tableImages,
  verilogParameters,
} from '../support/attention-bench.ts';
import { type AttentionCase, attentionCases, playAttention } from '../support/attention-play.ts';
import { lintModule } from '../support/lint.ts';
import { renderUnits } from '../support/render-unit.ts';
import { describeWith } from '../support/requirements.ts';
import { runUnit, type Simulator } from '../support/run-unit.ts';

async function check(
  { shape, turns: list, enableSeed }: AttentionCase,
  simulator: Simulator,
): Promise<number> {
  const design = attentionDesign(shape);
  const { stimulus, expected } = playAttention(design, list);
  const cycles = Math.max(...expected.map(({ cycle }) => cycle)) + 4;
  const filled = Array.from({ length: stimulus.length }, (_unused, at) => stimulus[at] ?? {});
  const run = { ...attentionRun(design), stimulus: filled, cycles, enableSeed, simulator };
  expect(await runUnit(run)).toEqual(expected);
  return expected.length;
}

describeWith({ tools: ['iverilog'] }, 'attention in Icarus Verilog', () => {
  test('beats of random designs are those of timing and math', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let designs = 0;
    let beats = 0;
    await fc.assert(
      fc.asyncProperty(attentionCases, async (each) => {
        beats += await check(each, 'icarus');
        designs += 1;
      }),
      { numRuns: 200, seed: 20261122 },
    );
    console.info(`attention: ${designs} designs, ${beats} beats in Icarus Verilog, seed ${seed}`);
  }, 3_000_000);
});

const microgpt = { layers: 1, heads: 4, headDim: 4, context: 16, qFrac: 5, kFrac: 5, vFrac: 5 } as const;
const int8 = { kvBits: 8, activationFormat: 'int8' } as const;
const int16 = { kvBits: 16, activationFormat: 'int16', qFrac: 12, kFrac: 12, vFrac: 13 } as const;
const fixed: readonly AttentionShape[] = [
  { ...microgpt, ...int8, rows: 16, headsParallel: 4, kvStore: 'distributed', pipeline: 1 },
  { ...microgpt, ...int16, rows: 4, headsParallel: 2, kvStore: 'block', pipeline: 0 },
];

describeWith({ tools: ['verilator'] }, 'attention in Verilator', () => {
  test.each(fixed)(
    'microGPT with $rows rows, kv int$kvBits',
    async (shape) => {
      const list = Array.from({ length: 16 }, (_unused, position) => ({
        layer: 0,
        position,
        seed: position,
        gaps: [0],
      }));
      expect(await check({ shape, turns: list, enableSeed: 7 }, 'verilator')).toBeGreaterThan(0);
    },
    60_000,
  );
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of attention', () => {
  const odd = { ...microgpt, ...int8, heads: 5, headDim: 3, headsParallel: 2, context: 7, layers: 3 };
  test.each([...fixed, { ...odd, rows: 4, kvStore: 'block', pipeline: 1 } as const])(
    'is clean, %#',
    async (shape) => {
      const design = attentionDesign(shape);
      const files = renderUnits(...ATTENTION_MODULES);
      expect(await lintModule(files, 'attention', verilogParameters(design), tableImages(design))).toEqual(
        [],
      );
    },
    30_000,
  );
});
