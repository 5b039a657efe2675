import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attentionLatency } from '../../generator/units/attention.ts';
import { attend, createAttentionCache, storeKey, storeValue } from '../../sim/math/attention.ts';
import {
  attentionBeat,
  attentionMayStart,
  attentionReadsUntil,
  attentionTakesNextKey,
} from '../../sim/timing/attention.ts';
import {
  ATTENTION_MODULES,
  type AttentionDesign,
  type AttentionShape,
  attentionDesign,
  attentionRun,
  packBeat,
  tableImages,
  vectorBeats,
  verilogParameters,
} from '../support/attention-bench.ts';
import { lintModule } from '../support/lint.ts';
import { renderUnits } from '../support/render-unit.ts';
import { describeWith } from '../support/requirements.ts';
import { type Beat, runUnit, type Simulator, type Stimulus } from '../support/run-unit.ts';

const fracs = (bits: number) => fc.integer({ min: bits - 6, max: bits + 1 });

const shapes: fc.Arbitrary<AttentionShape> = fc
  .record({
    rows: fc.constantFrom(1, 2, 4, 8, 16),
    heads: fc.integer({ min: 1, max: 5 }),
    headDim: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 6 }) }, fc.constantFrom(8, 9, 33)),
    parallel: fc.nat(),
    layers: fc.integer({ min: 1, max: 3 }),
    context: fc.integer({ min: 1, max: 17 }),
    kvBits: fc.constantFrom(8 as const, 16 as const),
    activationFormat: fc.constantFrom('int8' as const, 'int16' as const),
    kvStore: fc.constantFrom('block' as const, 'distributed' as const),
    pipeline: fc.constantFrom(0 as const, 1 as const),
  })
  .chain(({ parallel, ...rest }) =>
    fc
      .record({ qFrac: fracs(rest.kvBits), kFrac: fracs(rest.kvBits), vFrac: fracs(rest.kvBits) })
      .map((formats) => ({ ...rest, ...formats, headsParallel: 1 + (parallel % rest.heads) })),
  );

/** What one attention is given: gaps in core cycles before each beat of k, v, q and before start_i. */
interface Turn {
  readonly layer: number;
  readonly position: number;
  readonly seed: number;
  readonly gaps: readonly number[];
}

const turns = (shape: AttentionShape): fc.Arbitrary<readonly Turn[]> =>
  fc
    .record({
      layers: fc.array(fc.nat(shape.layers - 1), { minLength: 1, maxLength: 2 }),
      count: fc.integer({ min: 1, max: shape.context }),
      seeds: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      gaps: fc.oneof(
        fc.constant([0]),
        fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 1, maxLength: 9 }),
      ),
    })
    .map(({ layers, count, seeds, gaps }) =>
      Array.from({ length: count }, (_unused, position) =>
        [...new Set(layers)].map((layer, index) => ({
          layer,
          position,
          seed: seeds[2 * position + index] ?? 0,
          gaps,
        })),
      ).flat(),
    );

const cases = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    turns: turns(shape),
    enableSeed: fc.option(fc.nat(), { nil: undefined }),
  }),
);

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** A small generator: fast-check decides the seed, the vectors follow from it. */
function random(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Vectors of the kinds that matter: anything, small, only extremes, all the same extreme. */
function randomVector(width: number, kvBits: number, next: () => number): Int32Array {
  const limit = 2 ** (kvBits - 1) - 1;
  const kind = Math.floor(next() * 6);
  const sign = next() < 0.5 ? -1 : 1;
  return Int32Array.from({ length: width }, () => {
    if (kind === 0) return sign * limit;
    if (kind === 1) return next() < 0.5 ? limit : -limit;
    const range = kind === 2 ? 3 : kind === 3 ? limit / 8 : limit;
    return Math.round((2 * next() - 1) * range);
  });
}

/** Plays all turns as early as the timing model allows, plus their gaps; returns inputs and expected beats. */
function play(design: AttentionDesign, list: readonly Turn[]): { stimulus: Stimulus[]; expected: Beat[] } {
  const p = design.parameters;
  const width = p.heads * p.headDim;
  const formats = { ...p, attentionGuardBits: p.guardBits };
  const cache = createAttentionCache({ shape: p, formats }, design.tables);
  const stimulus: Stimulus[] = [];
  const expected: Beat[] = [];
  let cycle = 1;
  for (const { layer, position, seed, gaps } of list) {
    const next = random(seed);
    let gap = 0;
    const wait = () => gaps[gap++ % gaps.length] ?? 0;
    const [k, v, q] = [0, 1, 2].map(() => randomVector(width, p.kvBits, next)) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    const noise = () => Math.floor((next() - 0.5) * 2 ** p.kvBits);
    cycle += wait();
    const stableFrom = cycle - 1;
    const vectors = [
      vectorBeats(p, 'k', k, noise),
      vectorBeats(p, 'v', v, noise),
      vectorBeats(p, 'q', q, noise),
    ];
    let last = cycle;
    for (const beat of vectors.flat()) {
      stimulus[cycle] = beat;
      last = cycle;
      cycle += 1 + wait();
    }
    const start = attentionMayStart(last, p) + wait();
    for (let at = stableFrom; at <= start; at++) {
      const started = at === start ? { start_i: 1 } : {};
      stimulus[at] = { ...stimulus[at], layer_i: layer, position_i: position, ...started };
    }
    storeKey(cache, layer, position, k);
    storeValue(cache, layer, position, v);
    const out = new Int32Array(width);
    attend(cache, layer, position, q, out);
    const times = { start, position, parameters: p };
    const beats = Math.ceil(width / p.rows);
    const first = attentionBeat(times, 0);
    const groups = Math.ceil(p.heads / p.headsParallel);
    expect(attentionReadsUntil(times)).toBeLessThan(first + beats);
    expect(first).toBe(start + groups * (position + 1) + attentionLatency(p));
    for (let beat = 0; beat < beats; beat++) {
      const payload = {
        out_first_o: beat === 0 ? 1n : 0n,
        out_last_o: beat === beats - 1 ? 1n : 0n,
        out_data_o: packBeat(p, out, beat),
      };
      expected.push({ stream: 'out', cycle: attentionBeat(times, beat), payload });
    }
    // layer_i and position_i of the next turn must be there a cycle before its first beat.
    cycle = Math.max(attentionTakesNextKey(times), start + 2);
  }
  return { stimulus, expected };
}

async function check({ shape, turns: list, enableSeed }: Case, simulator: Simulator): Promise<number> {
  const design = attentionDesign(shape);
  const { stimulus, expected } = play(design, list);
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
      fc.asyncProperty(cases, async (each) => {
        beats += await check(each, 'icarus');
        designs += 1;
      }),
      { numRuns: 20, seed },
    );
    console.info(`attention: ${designs} designs, ${beats} beats in Icarus Verilog, seed ${seed}`);
  }, 60_000);
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
