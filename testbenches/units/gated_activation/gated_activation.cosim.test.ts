import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sigmoidTable } from '../../../generator/model/sigmoid-table.ts';
import { gatedActivationCost } from '../../../generator/units/gated_activation/cost.ts';
import {
  checkGatedActivation,
  gatedActivationLatencyCycles,
  gatedActivationUpCycles,
  hiddenShift,
  sigmoidImage,
} from '../../../generator/units/gated_activation/latency.ts';
import type { GatedActivationParameters } from '../../../generator/units/gated_activation/parameters.ts';
import { fabricOfFamily } from '../../../generator/units/resources/fabric.ts';
import { siluMultiply, squaredReluMultiply } from '../../../sim/units/gated_activation/math.ts';
import { gatedActivationBeat, gateKept } from '../../../sim/units/gated_activation/timing.ts';
import { relu2Mul, siluMul } from '../../naive/gated-activation.ts';
import { lintModule } from '../../support/lint.ts';
import { measureUnit } from '../../support/measure-unit.ts';
import { describeWith } from '../../support/requirements.ts';
import { type Beat, runUnit, type Simulator, type Stimulus } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';

type Shape = GatedActivationParameters;

/** A gate, its up projection, and idle cycles before each of their beats, over and over. */
interface Turn {
  readonly seed: number;
  readonly gaps: readonly number[];
}

interface Case {
  readonly shape: Shape;
  readonly turns: readonly Turn[];
  readonly enableSeed: number | undefined;
}

const sigmoid = sigmoidTable();

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    rows: fc.constantFrom(1, 2, 4, 8, 16),
    beats: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(11, 17)),
    xBits: fc.constantFrom(16, 18),
    mode: fc.constantFrom('silu' as const, 'silu' as const, 'relu2' as const),
    gateLess: fc.integer({ min: 1, max: 14 }),
    upLess: fc.integer({ min: 0, max: 10 }),
    hiddenLess: fc.integer({ min: 0, max: 14 }),
    pipeline: fc.constantFrom(0, 1),
    multiplier: fc.constantFrom('dsp' as const, 'dsp' as const, 'logic' as const),
    store: fc.constantFrom('distributed' as const, 'block' as const),
  })
  .map(({ gateLess, upLess, hiddenLess, ...rest }) => ({
    ...rest,
    gateFrac: rest.xBits - gateLess,
    upFrac: rest.xBits - upLess,
    hiddenFrac: rest.xBits - hiddenLess,
  }))
  .filter((shape) => hiddenShift(shape) >= 1 && hiddenShift(shape) <= 2 * shape.xBits - 2);

const cases: fc.Arbitrary<Case> = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    turns: fc.array(
      fc.record({
        seed: fc.nat(),
        gaps: fc.oneof(
          fc.constant([0]),
          fc.array(fc.constantFrom(0, 0, 0, 1, 3), { minLength: 1, maxLength: 7 }),
        ),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    enableSeed: fc.option(fc.nat(), { nil: undefined }),
  }),
);

/** Elements of every size, often the largest. */
function randomVector(length: number, bits: number, seed: number): Int32Array {
  const limit = 2 ** (bits - 1) - 1;
  let state = (seed ^ 0x9e3779b9) | 1;
  return Int32Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    if ((state & 15) === 0) return (state & 16) === 0 ? limit : -limit;
    return Math.max(-limit, (state >> (32 - bits)) >> ((state >>> 5) & 7));
  });
}

function pack(vector: Int32Array, beat: number, { rows, xBits }: Shape): bigint {
  let data = 0n;
  for (let r = rows - 1; r >= 0; r--)
    data = (data << BigInt(xBits)) | BigInt.asUintN(xBits, BigInt(vector[beat * rows + r] ?? 0));
  return data;
}

function multiply(shape: Shape, gate: Int32Array, up: Int32Array): Int32Array {
  const hidden = new Int32Array(gate.length);
  if (shape.mode === 'silu') siluMultiply(gate, up, gate.length, shape, sigmoid, hidden);
  else squaredReluMultiply(gate, up, gate.length, shape, hidden);
  const naive = { X: shape.xBits, gFrac: shape.gateFrac, uFrac: shape.upFrac, hFrac: shape.hiddenFrac };
  hidden.forEach((h, i) => {
    const [g, u] = [BigInt(gate[i] ?? 0), BigInt(up[i] ?? 0)];
    expect(h).toBe(Number(shape.mode === 'silu' ? siluMul(g, u, naive, sigmoid) : relu2Mul(g, u, naive)));
  });
  return hidden;
}

/** Plays the turns as early as may be, and says what has to come out. */
function play({ shape, turns }: Case): { stimulus: Stimulus[]; expected: Beat[] } {
  const { rows, beats, xBits } = shape;
  const stimulus: Stimulus[] = [];
  const expected: Beat[] = [];
  let cycle = 1;
  for (const { seed, gaps } of turns) {
    const vectors = [1, 2].map((salt) => randomVector(rows * beats, xBits, seed + salt));
    const [gate = new Int32Array(0), up = new Int32Array(0)] = vectors;
    const hidden = multiply(shape, gate, up);
    const kept: number[] = [];
    for (const [which, vector] of [gate, up].entries()) {
      // The scheduler's rule must be the simulator's, where the gate's beats come without gaps.
      if (which === 1) {
        const last = kept.map((at, beat) => at - beat);
        const tight = cycle - 1 + gatedActivationUpCycles(shape);
        expect(tight).toBeGreaterThanOrEqual(Math.max(...last));
        if (gaps.every((gap) => gap === 0)) expect(tight).toBe(Math.max(cycle, ...last));
        cycle = Math.max(cycle, ...last);
      }
      for (let beat = 0; beat < beats; beat++) {
        cycle += gaps[(beat + which) % gaps.length] ?? 0;
        const [first, last] = [beat === 0 ? 1 : 0, beat === beats - 1 ? 1 : 0];
        stimulus[cycle] = {
          [which === 0 ? 'gate_i' : 'up_i']: 1,
          y_first_i: first,
          y_last_i: last,
          y_data_i: pack(vector, beat, shape),
        };
        if (which === 0) kept.push(gateKept(cycle, shape));
        else {
          const payload = {
            out_first_o: BigInt(first),
            out_last_o: BigInt(last),
            out_data_o: pack(hidden, beat, shape),
          };
          expected.push({ stream: 'out', cycle: gatedActivationBeat(cycle, shape), payload });
          expect(gatedActivationBeat(cycle, shape) - cycle).toBe(gatedActivationLatencyCycles(shape));
        }
        cycle++;
      }
    }
  }
  // What comes with neither gate_i nor up_i is not for this unit.
  const noise = { y_first_i: 1, y_last_i: 1, y_data_i: 12345 };
  return { stimulus: Array.from(stimulus, (entry) => entry ?? noise), expected };
}

const MODULES = [
  'gated_activation',
  'gated_activation_gate',
  'sigmoid_segments',
  'rom',
  'multiplier',
  'round_clamp_biased',
  'resize_signed',
  'delay_line',
] as const;

const IMAGES = { 'mem/sigmoid.mem': sigmoidImage(sigmoid) };

function verilogParameters(shape: Shape): Record<string, number | string> {
  checkGatedActivation(shape);
  return {
    ROWS: shape.rows,
    BEATS: shape.beats,
    X_BITS: shape.xBits,
    MODE: shape.mode,
    GATE_FRAC: shape.gateFrac,
    UP_FRAC: shape.upFrac,
    HIDDEN_FRAC: shape.hiddenFrac,
    SIGMOID_FILE: 'mem/sigmoid.mem',
    STORE: shape.store,
    PIPELINE: shape.pipeline,
    MULTIPLIER: shape.multiplier,
  };
}

/** Everything of a run but the stimulus. */
function unitOf(shape: Shape) {
  const width = shape.rows * shape.xBits;
  const flag = (name: string) => ({ name, width: 1 });
  return {
    top: 'gated_activation',
    sources: unitSources(...MODULES),
    parameters: verilogParameters(shape),
    inputs: [...['gate_i', 'up_i', 'y_first_i', 'y_last_i'].map(flag), { name: 'y_data_i', width }],
    capture: [
      {
        stream: 'out',
        valid: 'out_valid_o',
        payload: [flag('out_first_o'), flag('out_last_o'), { name: 'out_data_o', width }],
      },
    ],
    images: IMAGES,
  };
}

async function check(each: Case, simulator: Simulator): Promise<number> {
  const { shape, enableSeed } = each;
  const { stimulus, expected } = play(each);
  const run = { ...unitOf(shape), stimulus, cycles: stimulus.length + 4, enableSeed, simulator };
  expect(await runUnit(run)).toEqual(expected);
  return expected.length;
}

describeWith({ tools: ['iverilog'] }, 'gated_activation in Icarus Verilog', () => {
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
    console.info(`gated_activation: ${designs} designs, ${beats} beats in Icarus Verilog, seed ${seed}`);
  }, 120_000);
});

const formats = { gateFrac: 10, upFrac: 10, hiddenFrac: 10 } as const;
const fixed: readonly Shape[] = [
  {
    rows: 16,
    beats: 11,
    xBits: 16,
    mode: 'silu',
    ...formats,
    pipeline: 1,
    multiplier: 'dsp',
    store: 'block',
  },
  {
    rows: 4,
    beats: 2,
    xBits: 18,
    mode: 'silu',
    ...formats,
    pipeline: 0,
    multiplier: 'logic',
    store: 'distributed',
  },
  {
    rows: 2,
    beats: 1,
    xBits: 18,
    mode: 'relu2',
    ...formats,
    gateFrac: 12,
    pipeline: 0,
    multiplier: 'dsp',
    store: 'block',
  },
];

describeWith({ tools: ['verilator'] }, 'gated_activation in Verilator', () => {
  test.each(fixed)(
    '$mode, $rows rows, $beats beats',
    async (shape) => {
      const turns = [0, 1, 2].map((seed) => ({ seed, gaps: [0] }));
      expect(await check({ shape, turns, enableSeed: 7 }, 'verilator')).toBeGreaterThan(0);
    },
    60_000,
  );
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of gated_activation', () => {
  const [block, , single] = fixed as readonly [Shape, Shape, Shape];
  const others: readonly Shape[] = [
    block,
    single,
    { ...block, mode: 'relu2', beats: 3, xBits: 18, gateFrac: 14 },
    { ...single, mode: 'silu', rows: 1, gateFrac: 9, pipeline: 1 },
    { ...block, mode: 'silu', beats: 2, gateFrac: 4, store: 'distributed' },
    { ...block, mode: 'silu', beats: 4, xBits: 18, gateFrac: 17 },
  ];
  test.each(others)(
    'is clean, %#',
    async (shape) => {
      const files = unitSources(...MODULES);
      expect(await lintModule(files, 'gated_activation', verilogParameters(shape), IMAGES)).toEqual([]);
    },
    30_000,
  );
});

describeWith({ tools: ['yosys'] }, 'the cost of gated_activation', () => {
  const [block] = fixed as readonly [Shape];
  const shapes: readonly (readonly ['xilinx_ultrascale_plus' | 'ecp5', Shape])[] = [
    ['xilinx_ultrascale_plus', { ...block, rows: 4 }],
    ['xilinx_ultrascale_plus', { ...block, rows: 4, mode: 'relu2', beats: 100, store: 'distributed' }],
    ['ecp5', { ...block, rows: 4, xBits: 18 }],
  ];
  test.each(shapes)(
    'has the blocks that yosys finds, %s',
    async (family, shape) => {
      const { dsp, bram } = await measureUnit(family, unitOf(shape));
      const cost = gatedActivationCost.exact(shape, fabricOfFamily(family, true));
      expect([cost.dsp, Math.ceil(cost.bram)]).toEqual([dsp, bram]);
    },
    60_000,
  );
});
