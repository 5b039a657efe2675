import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DoesNotFitError, InputError } from '../errors.ts';
import type { ModelShape } from '../model/integer-model.ts';
import { NO_RESOURCES, type Resources } from '../units/resources.ts';
import { type Board, listBoards, loadBoard } from './board.ts';
import { capsOf } from './caps.ts';
import { choosePlan } from './choose-plan.ts';
import { enumeratePlans } from './enumerate-plans.ts';
import type { Plan, PlanChoices, PlanCost } from './plan.ts';

const microgpt: ModelShape = {
  layers: 1,
  width: 16,
  heads: 4,
  kvHeads: 4,
  headDim: 4,
  ffn: 64,
  context: 16,
  vocabulary: 27,
};
const kv260 = loadBoard('kv260');

/** A made-up machine with the real one's tendencies: wider is faster and larger, hardwired is largest. */
const cycles = ({ rows, lanes, array, sampler, headsParallel, pipeline, weightStore }: Plan): number =>
  40 +
  (array === 'lookup_array' ? 30 : 0) +
  Math.ceil(4096 / (rows * lanes)) +
  16 / headsParallel +
  Math.log2(lanes) +
  (sampler === 'sampler_serial' ? 30 : 4) +
  20 * pipeline +
  (weightStore === 'hardwired' ? 0 : 1);

const area = ({ rows, lanes, array, sampler, headsParallel, weightStore, kvStore }: Plan): Resources => ({
  ...NO_RESOURCES,
  lut:
    900 +
    (array === 'lookup_array' ? 7 : 13) * rows * lanes +
    400 * headsParallel +
    (sampler === 'sampler_serial' ? 200 : 3000) +
    { hardwired: 16_000, lutrom: 2000, bram_lut: 1000, bram: 0 }[weightStore],
  ff: 1500 + 20 * rows * lanes,
  bram:
    (weightStore.startsWith('bram') ? Math.max(1, (rows * lanes) / 18) : 0) +
    (kvStore === 'bram' ? headsParallel : 0),
  dsp: rows / 2,
});

const cost: PlanCost = { cyclesPerToken: cycles, resources: area };
const withBound: PlanCost = { ...cost, cyclesAtLeast: ({ rows, lanes }) => 4096 / (rows * lanes) };

function choose(board: Board, choices: PlanChoices = {}, functions = cost, shape = microgpt) {
  return choosePlan({ board, shape, choices, cost: () => functions });
}

function refusal(action: () => unknown): DoesNotFitError {
  try {
    action();
  } catch (error) {
    if (error instanceof DoesNotFitError) return error;
    throw error;
  }
  throw new Error('it fits');
}

/** A board with other counts than the KV260's. */
function resized(counts: Partial<Record<keyof Resources, number>>): Board {
  const resources = { ...kv260.resources };
  for (const name of ['lut', 'ff', 'bram', 'uram', 'dsp'] as const)
    resources[name] = { ...resources[name], count: counts[name] ?? resources[name].count };
  return { ...kv260, name: 'resized', resources };
}

describe('choosePlan', () => {
  test('takes the fastest plan that fits', () => {
    const report = choose(kv260);
    expect(report.plan).toEqual({
      rows: 64,
      lanes: 64,
      array: 'matmul_array',
      attention: 'attention',
      headsParallel: 4,
      tokenSlots: 1,
      weightStore: 'hardwired',
      kvStore: 'lutram',
      tableStore: 'lutrom',
      sampler: 'sampler_parallel',
      multiplier: 'dsp',
      pipeline: 1,
      adderLevels: 3,
      clockHz: 250_000_000,
    });
    expect(report.tokensPerSecond).toBe(250e6 / report.cyclesPerToken);
    expect(report.resources.lut).toEqual({ used: 74_748, available: 117_120 });
    expect(report.resources.dsp).toEqual({ used: 32, available: 1248 });
    expect(report.limits).toEqual([]);
    expect(report.alternatives).toHaveLength(4);
  });

  test('says what binds and why the climb stopped', () => {
    const report = choose(loadBoard('arty-a7-100t'));
    expect(report.plan).toMatchObject({ rows: 32, lanes: 64, weightStore: 'lutrom' });
    expect(report.reasons).toMatchInlineSnapshot(`
      [
        "weight store hardwired: fits but is no faster and fills more, 1,754,386 tokens/s at best",
        "weight store lutrom: chosen, 1,754,386 tokens/s",
        "weight store bram_lut: fits but is no faster and fills more, 1,754,386 tokens/s at best",
        "weight store bram: fits but is no faster and fills more, 1,754,386 tokens/s at best",
        "array matmul_array: chosen, 1,754,386 tokens/s",
        "array lookup_array: fits but is slower, 1,162,791 tokens/s at best",
        "clock 100 MHz, the default of arty-a7-100t, with the shallow pipeline (assumption: to be corrected by measurement)",
      ]
    `);
    expect(report.limits).toMatchInlineSnapshot(`
      [
        {
          "tokensPerSecond": 1818181.8181818181,
          "what": "lut",
        },
      ]
    `);
  });

  test('names all resources together where none alone binds', () => {
    const choices = {
      array: 'matmul_array',
      sampler: 'sampler_serial',
      weightStore: 'lutrom',
      headsParallel: 4,
    } as const;
    // 64 lanes·rows take 5532 LUTs and 2780 flip-flops, 128 take 6364 and 4060.
    const board = resized({ lut: 6000, ff: 3500 });
    const { limits, plan } = choose(board, { ...choices, maxUtilisation: 1 });
    expect(plan.rows * plan.lanes).toBe(64);
    const { tokensPerSecond } = choose(kv260, choices);
    expect(limits).toEqual([{ what: 'all resources together', tokensPerSecond }]);
  });

  test('keeps to what the user fixed', () => {
    const choices = {
      array: 'lookup_array',
      weightStore: 'bram',
      kvStore: 'bram',
      sampler: 'sampler_serial',
      rows: 4,
      lanes: 8,
      headsParallel: 2,
      clockHz: 100_000_000,
    } as const;
    expect(choose(kv260, choices).plan).toEqual({
      ...choices,
      attention: 'attention',
      tokenSlots: 1,
      tableStore: 'lutrom',
      multiplier: 'dsp',
      pipeline: 0,
      adderLevels: 6,
    });
  });

  test('a clock beyond every operating point is taken, and said to be a hope', () => {
    const { plan, reasons } = choose(kv260, { clockHz: 400_000_000 });
    expect(plan).toMatchObject({ clockHz: 400_000_000, pipeline: 1 });
    expect(reasons.at(-1)).toContain(
      'clock 400 MHz, as asked for, with the deep pipeline, above the 250 MHz',
    );
  });

  test('looks sums up only where that can be', () => {
    const fixed = { array: 'lookup_array' } as const;
    expect(choose(kv260, fixed).plan.array).toBe('lookup_array');
    const refused = 'lookup_array must have ternary weights, and a board whose LUT RAM';
    expect(() => choose(loadBoard('ice40-hx8k'), fixed)).toThrow(refused);
    const whole = { board: kv260, shape: microgpt, choices: fixed, cost: () => cost };
    expect(() => choosePlan({ ...whole, arrayUnits: ['matmul_array'] })).toThrow(refused);
    const families = ['arty-a7-100t', 'kv260', 'de1-soc', 'ulx3s-85f', 'ice40-hx8k'].map((name) => {
      const plans = enumeratePlans(microgpt, loadBoard(name), {});
      return plans.some(({ array, rows }) => array === 'lookup_array' && rows >= 8);
    });
    expect(families).toEqual([true, true, false, false, false]);
  });

  test('refuses rows and lanes that are no plan', () => {
    expect(() => choose(kv260, { rows: 3 })).toThrow(InputError);
    expect(() => choose(kv260, { rows: 8, lanes: 4 })).toThrow('rows and lanes must be powers of two');
  });

  test('a bound changes the work and never the result', () => {
    for (const name of listBoards().filter((each) => !each.startsWith('ice'))) {
      const counted = { calls: 0 };
      const lazily: PlanCost = {
        ...withBound,
        cyclesPerToken: (plan) => {
          counted.calls++;
          return cycles(plan);
        },
      };
      expect(choose(loadBoard(name), {}, lazily)).toEqual(choose(loadBoard(name)));
      expect(counted.calls).toBeLessThan(choose(loadBoard(name)).considered);
    }
  });

  test('is as good as trying everything', () => {
    const counts = fc.record({
      lut: fc.integer({ min: 1500, max: 120_000 }),
      ff: fc.integer({ min: 2000, max: 120_000 }),
      bram: fc.integer({ min: 0, max: 200 }),
      dsp: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(counts, (sizes) => {
        const board = resized(sizes);
        const caps = capsOf(board);
        const fitting = enumeratePlans(microgpt, board, {}).filter((plan) =>
          Object.entries(area(plan)).every(([name, used]) => Math.ceil(used) <= Reflect.get(caps, name)),
        );
        const rates = fitting.map((plan) => plan.clockHz / cycles(plan));
        if (rates.length === 0) {
          expect(() => choose(board, {}, withBound)).toThrow(DoesNotFitError);
          return;
        }
        const report = choose(board, {}, withBound);
        expect(report.tokensPerSecond).toBe(Math.max(...rates));
        expect(fitting).toContainEqual(report.plan);
      }),
      { numRuns: 60 },
    );
  });

  test('looks at two thousand plans in less than 0.2 s', () => {
    const shape = { ...microgpt, heads: 8, width: 64, headDim: 8 };
    choose(kv260, {}, withBound, shape);
    const begin = performance.now();
    const { considered } = choose(kv260, {}, withBound, shape);
    const milliseconds = performance.now() - begin;
    expect(considered).toBeGreaterThan(1200);
    expect((milliseconds * 2000) / considered).toBeLessThan(200);
  });
});

describe('where nothing fits', () => {
  test('names the limiting resource of the smallest plan, and what would fit', () => {
    const error = refusal(() => choose(loadBoard('icebreaker'), { weightStore: 'hardwired' }));
    expect(error).toMatchObject({ resource: 'LUT4', available: 3696, exitCode: 3 });
    // The clock of another board is a measurement away from changing.
    expect(error.message.replace(/[\d,]+ tokens/, '… tokens')).toMatchInlineSnapshot(`
      "does not fit: LUT4 needs 17,513 cells, 3,696 are available (13,817 short)
        the smallest plan: matmul_array of 1 rows × 1 lanes, weights hardwired, KV cache in bram, sampler_serial
        it would fit with matmul_array of 8 rows × 8 lanes, weights bram, KV cache in bram, sampler_serial
        it would fit on de1-soc: matmul_array of 8 rows × 16 lanes, weights hardwired, KV cache in lutram, sampler_parallel, … tokens/s"
    `);
  });

  test('a larger share of the board is a hint only where it is enough', () => {
    const error = refusal(() => choose(resized({ lut: 2000 })));
    expect(error.message).toContain('it would fit with --max-utilisation 0.');
    expect(choose(resized({ lut: 2000 }), { maxUtilisation: 0.78 }).resources.lut.used).toBeLessThanOrEqual(
      1560,
    );
    expect(refusal(() => choose(resized({ lut: 1000 }))).message).not.toContain('--max-utilisation');
  });

  test('says so where no board is large enough', () => {
    const huge: PlanCost = { ...cost, resources: (plan) => ({ ...area(plan), lut: 2e6 + area(plan).lut }) };
    const error = refusal(() => choose(loadBoard('icebreaker'), {}, huge));
    expect(error.message).toContain('no other board fits it either: on u280 it needs 2,0');
  });
});
