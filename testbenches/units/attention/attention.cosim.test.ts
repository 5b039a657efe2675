import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintModule } from '../../support/lint.ts';
import { describeWith } from '../../support/requirements.ts';
import { runUnit, type Simulator } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';
import {
  ATTENTION_MODULES,
  type AttentionShape,
  attentionDesign,
  attentionRun,
  tableImages,
  verilogParameters,
} from './bench.ts';
import { type AttentionCase, attentionCases, playAttention } from './play.ts';

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
  test.each(Object.entries(attentionCases))(
    'beats of random designs, %s, are those of timing and math',
    async (kind, cases) => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      let designs = 0;
      let beats = 0;
      await fc.assert(
        fc.asyncProperty(cases, async (each) => {
          beats += await check(each, 'icarus');
          designs += 1;
        }),
        { numRuns: 20, seed },
      );
      console.info(`attention, ${kind}: ${designs} designs, ${beats} beats in Icarus Verilog, seed ${seed}`);
    },
    120_000,
  );
});

const microgpt = { layers: 1, heads: 4, headDim: 4, context: 16, qFrac: 5, kFrac: 5, vFrac: 5 } as const;
const int8 = { kvBits: 8, activationFormat: 'int8' } as const;
const int16 = { kvBits: 16, activationFormat: 'int16', qFrac: 12, kFrac: 12, vFrac: 13 } as const;
const fixed: readonly AttentionShape[] = [
  { ...microgpt, ...int8, rows: 16, headsParallel: 4, kvStore: 'distributed', pipeline: 1 },
  { ...microgpt, ...int16, rows: 4, headsParallel: 2, kvStore: 'block', pipeline: 0 },
];
const llama = { ...int8, layers: 2, heads: 8, kvHeads: 4, headDim: 8, context: 16 } as const;
const fracs = { qFrac: 12, kFrac: 12, vFrac: 12 } as const;
const scaled = { scoreShift: 28, outShift: 18, valueGuard: 6 } as const;
const grouped: readonly AttentionShape[] = [
  { ...llama, ...fracs, rows: 16, headsParallel: 8, kvStore: 'block', pipeline: 1, scaled },
  { ...llama, ...fracs, rows: 4, headsParallel: 1, kvStore: 'distributed', pipeline: 0, scaled },
  { ...llama, ...int16, heads: 6, kvHeads: 2, rows: 8, headsParallel: 3, kvStore: 'block', pipeline: 1 },
];

describeWith({ tools: ['verilator'] }, 'attention in Verilator', () => {
  test.each([...fixed, ...grouped])(
    '$heads heads of $headDim, $rows rows, kv int$kvBits',
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
  const small = {
    ...llama,
    ...fracs,
    heads: 2,
    kvHeads: 1,
    headDim: 1,
    headsParallel: 2,
    context: 1,
    layers: 1,
  };
  const edge = { ...small, rows: 1, kvStore: 'block', pipeline: 0, scaled } as const;
  test.each([...fixed, ...grouped, edge, { ...odd, rows: 4, kvStore: 'block', pipeline: 1 } as const])(
    'is clean, %#',
    async (shape) => {
      const design = attentionDesign(shape);
      const files = unitSources(...ATTENTION_MODULES);
      expect(await lintModule(files, 'attention', verilogParameters(design), tableImages(design))).toEqual(
        [],
      );
    },
    30_000,
  );
});
