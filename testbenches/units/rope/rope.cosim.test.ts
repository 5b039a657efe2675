import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ropeFrequencies, ropeTables } from '../../../generator/model/rope-tables.ts';
import { fabricOfFamily } from '../../../generator/units/resources/fabric.ts';
import { ropeCost } from '../../../generator/units/rope/cost.ts';
import {
  checkRope,
  ropeImages,
  ropeLatencyCycles,
  ropeReadyCycles,
} from '../../../generator/units/rope/latency.ts';
import type { RopeParameters } from '../../../generator/units/rope/parameters.ts';
import { ropeCoefficients, rotate } from '../../../sim/units/rope/math.ts';
import { ropeBeats, ropeReady } from '../../../sim/units/rope/timing.ts';
import { rope } from '../../naive/rope.ts';
import { lintModule } from '../../support/lint.ts';
import { measureUnit } from '../../support/measure-unit.ts';
import { describeWith } from '../../support/requirements.ts';
import { type Beat, runUnit, type Simulator, type Stimulus } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';

interface Shape extends Pick<RopeParameters, 'rows' | 'headDim' | 'context' | 'pipeline'> {
  readonly multiplier: 'dsp' | 'logic';
  readonly romStyle: 'distributed' | 'block';
}

/** One vector of a step: keys and queries are turned, values pass. */
interface Vector {
  readonly rotate: 0 | 1;
  readonly heads: number;
  readonly seed: number;
  /** Idle cycles before each beat, over and over. */
  readonly gaps: readonly number[];
}

interface Step {
  readonly position: number;
  readonly vectors: readonly Vector[];
}

interface Case {
  readonly shape: Shape;
  readonly steps: readonly Step[];
  readonly enableSeed: number | undefined;
}

const BITS = 16;
const TAG_BITS = 3;

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    rows: fc.constantFrom(1, 2, 4, 8, 16),
    size: fc.oneof(fc.integer({ min: -3, max: 0 }), fc.integer({ min: 1, max: 4 })),
    context: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(512, 4096)),
    pipeline: fc.constantFrom(0, 1),
    multiplier: fc.constantFrom('dsp' as const, 'dsp' as const, 'logic' as const),
    romStyle: fc.constantFrom('distributed' as const, 'block' as const),
  })
  .map(({ size, ...rest }) => ({
    ...rest,
    headDim: size > 0 ? size * Math.max(2, rest.rows) : Math.max(2, rest.rows * 2 ** size),
  }));

const gapLists = fc.oneof(
  fc.constant([0]),
  fc.array(fc.constantFrom(0, 0, 0, 1, 3), { minLength: 1, maxLength: 7 }),
);

const cases: fc.Arbitrary<Case> = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    steps: fc.array(
      fc.record({
        position: fc.nat(shape.context - 1),
        vectors: fc.array(
          fc.record({
            rotate: fc.constantFrom(1 as const, 1 as const, 0 as const),
            heads: fc.integer({ min: 1, max: 5 }),
            seed: fc.nat(),
            gaps: gapLists,
          }),
          { minLength: 1, maxLength: 5 },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    enableSeed: fc.option(fc.nat(), { nil: undefined }),
  }),
);

/** Elements of every size, often the largest. */
function randomVector(length: number, seed: number): Int32Array {
  let state = (seed ^ 0x9e3779b9) | 1;
  return Int32Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    if ((state & 15) === 0) return (state & 16) === 0 ? 32767 : -32767;
    return Math.max(-32767, (state >> 16) >> ((state >>> 5) & 15));
  });
}

function pack(vector: Int32Array, beat: number, rows: number): bigint {
  let data = 0n;
  for (let r = rows - 1; r >= 0; r--)
    data = (data << BigInt(BITS)) | BigInt.asUintN(BITS, BigInt(vector[beat * rows + r] ?? 0));
  return data;
}

/** What goes along with a beat; both beats of a pair have one tag. */
function frameOf(beat: number, beats: number, { rows }: Shape, seed: number, prefix: string, suffix: string) {
  const word = rows === 1 ? Math.floor(beat / 2) : beat;
  return {
    [`${prefix}_first${suffix}`]: beat === 0 ? 1 : 0,
    [`${prefix}_last${suffix}`]: beat === beats - 1 ? 1 : 0,
    [`${prefix}_tag${suffix}`]: (seed + word) % 2 ** TAG_BITS,
  };
}

/** Plays the steps as early as may be, and says what has to come out. */
function play({ shape, steps }: Case, tables: ReturnType<typeof ropeTables>) {
  const { rows, headDim } = shape;
  const stimulus: Stimulus[] = [];
  const expected: Beat[] = [];
  const coefficients = { cos: new Int32Array(headDim / 2), sin: new Int32Array(headDim / 2) };
  let cycle = 2;
  for (const { position, vectors } of steps) {
    const start = cycle;
    ropeCoefficients(tables, position, coefficients);
    expect(ropeReady(start, shape)).toBe(start + ropeReadyCycles(shape));
    // Values may come at once; keys and queries when the coefficients are there.
    cycle = start + 1;
    for (const { rotate: turned, heads, seed, gaps } of vectors) {
      const x = randomVector(Math.ceil((heads * headDim) / rows) * rows, seed);
      const y = Int32Array.from(x);
      if (turned === 1) {
        rotate(y, y.length, coefficients, BITS);
        cycle = Math.max(cycle, ropeReady(start, shape));
        for (let at = 0; at < x.length; at += headDim)
          expect(Array.from(y.subarray(at, at + headDim), BigInt)).toEqual(
            rope(Array.from(x.subarray(at, at + headDim), BigInt), position, tables, BITS),
          );
      }
      const beats = x.length / rows;
      const came: number[] = [];
      for (let beat = 0; beat < beats; beat++) {
        cycle += gaps[beat % gaps.length] ?? 0;
        came.push(cycle);
        stimulus[cycle] = {
          y_valid_i: 1,
          rotate_i: turned,
          ...frameOf(beat, beats, shape, seed, 'y', '_i'),
          y_data_i: pack(x, beat, rows),
        };
        cycle++;
      }
      const leave = ropeBeats(came, shape);
      expect((leave.at(-1) ?? 0) - (came.at(-1) ?? 0)).toBe(ropeLatencyCycles(shape));
      leave.forEach((at, beat) => {
        const frame = Object.entries(frameOf(beat, beats, shape, seed, 'out', '_o'));
        expected.push({
          stream: 'out',
          cycle: at,
          payload: {
            ...Object.fromEntries(frame.map(([port, value]) => [port, BigInt(value)])),
            out_data_o: pack(y, beat, rows),
          },
        });
      });
    }
    for (let at = start; at < cycle; at++)
      stimulus[at] = { ...stimulus[at], position_i: position, start_i: at === start ? 1 : 0 };
    cycle++;
  }
  return { stimulus: Array.from(stimulus, (entry) => entry ?? {}), expected };
}

const MODULES = [
  'rope',
  'rope_coefficients',
  'rope_element',
  'rom',
  'ram',
  'multiplier',
  'round_clamp_biased',
  'optional_register',
  'delay_line',
] as const;

function designOf(shape: Shape) {
  const { rows, headDim, context, pipeline, multiplier, romStyle } = shape;
  checkRope(shape);
  const tables = ropeTables(ropeFrequencies(headDim, 1e4), shape);
  const parameters = {
    ROWS: rows,
    HEAD_DIM: headDim,
    BITS,
    CONTEXT: context,
    LOW_BITS: tables.lowBits,
    TAG_BITS,
    PIPELINE: pipeline,
    MULTIPLIER: multiplier,
    ROM_STYLE: romStyle,
    HIGH_FILE: 'mem/rope_high.mem',
    LOW_FILE: 'mem/rope_low.mem',
  };
  return { tables, parameters, images: Object.fromEntries(ropeImages(tables)) };
}

/** Everything of a run but the stimulus. */
function unitOf(shape: Shape) {
  const { parameters, images } = designOf(shape);
  const width = shape.rows * BITS;
  const flag = (name: string) => ({ name, width: 1 });
  return {
    top: 'rope',
    sources: unitSources(...MODULES),
    parameters,
    images,
    inputs: [
      ...['start_i', 'y_valid_i', 'rotate_i', 'y_first_i', 'y_last_i'].map(flag),
      { name: 'position_i', width: Math.max(1, Math.ceil(Math.log2(shape.context))) },
      { name: 'y_tag_i', width: TAG_BITS },
      { name: 'y_data_i', width },
    ],
    capture: [
      {
        stream: 'out',
        valid: 'out_valid_o',
        payload: [
          flag('out_first_o'),
          flag('out_last_o'),
          { name: 'out_tag_o', width: TAG_BITS },
          { name: 'out_data_o', width },
        ],
      },
    ],
  };
}

async function check(each: Case, simulator: Simulator): Promise<number> {
  const { shape, enableSeed } = each;
  const { stimulus, expected } = play(each, designOf(shape).tables);
  const run = { ...unitOf(shape), stimulus, cycles: stimulus.length + 4, enableSeed, simulator };
  expect(await runUnit(run)).toEqual(expected);
  return expected.length;
}

describeWith({ tools: ['iverilog'] }, 'rope in Icarus Verilog', () => {
  test('beats of random designs are those of timing and math', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let designs = 0;
    let beats = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        beats += await check(each, 'icarus');
        designs += 1;
      }),
      { numRuns: 30, seed },
    );
    console.info(`rope: ${designs} designs, ${beats} beats in Icarus Verilog, seed ${seed}`);
  }, 120_000);
});

/** Verilator cannot order a multiplier of logic, and says so. */
const asDsp = (shape: Shape): Shape => ({ ...shape, multiplier: 'dsp' });

const fixed: readonly Shape[] = [
  { rows: 16, headDim: 8, context: 512, pipeline: 1, multiplier: 'dsp', romStyle: 'distributed' },
  { rows: 4, headDim: 12, context: 100, pipeline: 0, multiplier: 'logic', romStyle: 'block' },
];

describeWith({ tools: ['verilator'] }, 'rope in Verilator', () => {
  test.each(fixed)(
    '$rows rows, heads of $headDim',
    async (shape) => {
      const vectors = [1, 0, 1].map((rotate, seed) => ({
        rotate: rotate as 0 | 1,
        heads: 4,
        seed,
        gaps: [0],
      }));
      const steps = [0, 1, 77, 99].map((position) => ({ position, vectors }));
      expect(await check({ shape, steps, enableSeed: 7 }, 'verilator')).toBeGreaterThan(0);
    },
    60_000,
  );
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of rope', () => {
  const odd: Shape = { rows: 1, headDim: 2, context: 1, pipeline: 0, multiplier: 'dsp', romStyle: 'block' };
  const all: readonly Shape[] = [...fixed, odd, { ...odd, headDim: 6, context: 3, pipeline: 1 }];
  test.each(all.map(asDsp))(
    'is clean, %#',
    async (shape) => {
      const { parameters, images } = designOf(shape);
      expect(await lintModule(unitSources(...MODULES), 'rope', parameters, images)).toEqual([]);
    },
    30_000,
  );
});

describeWith({ tools: ['yosys'] }, 'the cost of rope', () => {
  const shape: Shape = {
    rows: 4,
    headDim: 16,
    context: 256,
    pipeline: 1,
    multiplier: 'dsp',
    romStyle: 'block',
  };
  test.each(['xilinx_ultrascale_plus', 'ecp5'] as const)(
    'has the blocks that yosys finds, %s',
    async (family) => {
      const { dsp, bram } = await measureUnit(family, unitOf(shape));
      const cost = ropeCost.exact(
        { ...shape, headBits: 16, lowBits: 4, tableStore: 'bram' },
        fabricOfFamily(family, true),
      );
      expect([cost.dsp, Math.ceil(cost.bram)]).toEqual([dsp, bram]);
    },
    60_000,
  );
});
