import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepControlTiming } from '../../sim/timing/step_control.ts';
import { compileEdgeBench, type EdgeBench, type EdgeLog } from '../support/edge-bench.ts';
import { SMALL_DESIGN } from '../support/edge-designs.ts';
import {
  type EdgeOutput,
  fixtureDuration,
  runSequence,
  type SequenceSettings,
} from '../support/edge-model.ts';
import { describeWith } from '../support/requirements.ts';

/** Byte offsets, spelled out as a host has them. */
const CONTROL = 0x20;
const STATUS = 0x24;
const ERROR = 0x28;
const POSITION = 0x2c;
const STOP_TOKEN = 0x30;
const MAX_NEW_TOKENS = 0x34;
const TEMPERATURE = 0x38;
const TOP_K = 0x3c;
const TOP_P = 0x40;
const OUTPUT_STALLS = 0x60;

/** Settings after reset. */
const SETTINGS: SequenceSettings = {
  vocabulary: SMALL_DESIGN.vocabulary,
  context: SMALL_DESIGN.context,
  stopToken: null,
  maxNewTokens: 0,
  core: {
    greedy: 1,
    topK: 0,
    topP: 65536,
    seed: 0,
    mantissa: SMALL_DESIGN.headMantissa,
    shift: SMALL_DESIGN.headShift,
  },
};
const SMALL_SHAPE = {
  inputDepth: SMALL_DESIGN.inputDepth,
  outputDepth: SMALL_DESIGN.outputDepth,
  fallThrough: false,
};
const CLOSING_BEAT = { data: 4, last: 1, user: 1 };

function promptFrom(cycle: number, tokens: readonly number[]) {
  return tokens.map((data, index) => ({ cycle, data, last: index === tokens.length - 1 }));
}

function consecutive(from: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => from + index);
}

function withoutCycles({ outputs }: EdgeLog): EdgeOutput[] {
  return outputs.map(({ data, last, user }) => ({ data, last, user }));
}

describeWith({ tools: ['iverilog'] }, 'control of sequences', () => {
  let bench: EdgeBench;
  beforeAll(async () => {
    bench = await compileEdgeBench('icarus', SMALL_DESIGN);
  });
  afterAll(() => bench?.remove());

  test.each([
    ['a whole sequence', null],
    ['a sequence with a stop token', 2],
  ])(
    'an abort at any cycle of %s closes it if it has begun, and leaves nothing of it behind',
    async (_name, stopAt) => {
      const stopToken = stopAt === null ? null : (runSequence([5], SETTINGS).outputs[stopAt]?.data ?? 0);
      const settings = { ...SETTINGS, stopToken };
      const stop = { cycle: -2, address: STOP_TOKEN, data: stopToken === null ? 0 : 0x80000000 + stopToken };
      const whole = runSequence([5], settings).outputs;
      const fresh = runSequence([9, 8], settings).outputs;
      const first = promptFrom(8, [5]);
      const ended =
        (await bench.run({ cycles: 500, prompt: first, writes: [stop] })).outputs.at(-1)?.cycle ?? 0;
      // The abort comes 2 cycles after its write is offered.
      const moments = [...consecutive(4, 13), ...consecutive(ended - 5, 6), 400];
      for (const moment of moments) {
        const log = await bench.run({
          cycles: 1000,
          prompt: [...first, ...promptFrom(430, [9, 8])],
          writes: [stop, { cycle: moment, address: CONTROL, data: 3 }],
        });
        expect(log.faults).toEqual([]);
        const outputs = withoutCycles(log);
        const old = outputs.slice(0, outputs.length - fresh.length);
        expect(outputs.slice(old.length), `abort in cycle ${moment}`).toEqual(fresh);
        const closed = old.some(({ user }) => user === 1);
        if (closed) expect(old.splice(-1)).toEqual([CLOSING_BEAT]);
        expect(old).toEqual(whole.slice(0, old.length));
        // A sequence that was seen to begin and not to end has a closing beat.
        const begun = log.steps.some(({ cycle, first: opens }) => opens === 1 && cycle < 420);
        expect(closed, `abort in cycle ${moment}`).toBe(begun && old.length < whole.length);
      }
    },
  );

  test('an abort leaves the answer to a refused prompt as it is', async () => {
    const four = { cycle: -2, address: MAX_NEW_TOKENS, data: 4 };
    const limited = { ...SETTINGS, maxNewTokens: 4 };
    const refused = { data: 2, last: 1, user: 1 };
    // While the answer waits for an output slot, and while the prompt's end is still awaited.
    for (const end of [[{ cycle: 4, data: 1, last: true }], []]) {
      const log = await bench.run({
        cycles: 700,
        prompt: [...promptFrom(4, [5]), { cycle: 4, data: 30, last: false }, ...end, ...promptFrom(300, [6])],
        stalls: [{ from: 0, to: 200 }],
        writes: [four, { cycle: 150, address: CONTROL, data: 3 }],
      });
      expect(log.faults).toEqual([]);
      expect(withoutCycles(log)).toEqual([
        ...runSequence([5], limited).outputs,
        refused,
        ...runSequence([6], limited).outputs,
      ]);
    }
  });

  test('a stop token that finds the output full is no stall, and the next sequence begins on time', async () => {
    const tokens = runSequence([5], SETTINGS).outputs.map(({ data }) => data);
    // The token that fills the queue.
    const stopToken = tokens[SMALL_DESIGN.outputDepth - 1] ?? 0;
    const settings = { ...SETTINGS, stopToken };
    const sequences = [[5], [6, 7]].map((prompt) => runSequence(prompt, settings));
    const outputs = sequences.flatMap((sequence) => sequence.outputs);
    const stop = { cycle: -2, address: STOP_TOKEN, data: 0x80000000 + stopToken };
    // The receiver wakes about when that token comes; the next prompt is there by then, or comes late.
    const cases = [10, 100].flatMap((second) => consecutive(38, 10).map((to) => ({ second, to })));
    for (const { second, to } of cases) {
      const timing = stepControlTiming(
        SMALL_SHAPE,
        sequences.map(({ course }) => course),
        fixtureDuration,
        { offered: [10, second, second], stalled: new Set(consecutive(0, to)) },
      );
      const log = await bench.run({
        cycles: 700,
        prompt: [...promptFrom(10, [5]), ...promptFrom(second, [6, 7])],
        stalls: [{ from: 0, to }],
        writes: [stop],
        reads: [{ cycle: 690, address: OUTPUT_STALLS }],
      });
      expect(log.faults).toEqual([]);
      expect(withoutCycles(log)).toEqual(outputs);
      expect(log.steps.map(({ cycle }) => cycle)).toEqual(timing.steps.map(({ start }) => start));
      expect(log.enabledCycles).toBe(timing.enabledCycles);
      expect(log.read.map(({ data }) => data)).toEqual([timing.outputStalls]);
    }
  });

  test('an abort keeps what the output already offers', async () => {
    const log = await bench.run({
      cycles: 600,
      prompt: promptFrom(0, [5]),
      stalls: [{ from: 0, to: 400 }],
      writes: [{ cycle: 300, address: CONTROL, data: 3 }],
    });
    const outputs = log.outputs.map(({ data, last, user }) => ({ data, last, user }));
    expect(log.faults).toEqual([]);
    expect(outputs).toEqual([...runSequence([5], SETTINGS).outputs.slice(0, 4), CLOSING_BEAT]);
  });

  test('a reset in the middle of a token clears everything', async () => {
    for (const from of [6, 7, 20, 21, 22, 23, 24, 25, 60]) {
      const log = await bench.run({
        cycles: 700,
        prompt: [...promptFrom(0, [5, 6, 7]), ...promptFrom(from + 30, [9])],
        stalls: [{ from: 20, to: from + 10 }],
        writes: [{ cycle: 0, address: MAX_NEW_TOKENS, data: 5 }],
        resets: [{ from, to: from + 3 }],
      });
      expect(log.faults).toEqual([]);
      // The limit was reset too.
      const outputs = log.outputs
        .filter(({ cycle }) => cycle > from)
        .map(({ data, last, user }) => ({ data, last, user }));
      expect(outputs).toEqual(runSequence([9], SETTINGS).outputs);
    }
  });

  test('while disabled no sequence begins, and one that has begun goes on', async () => {
    const log = await bench.run({
      cycles: 1000,
      prompt: [...promptFrom(0, [5]), ...promptFrom(0, [6])],
      writes: [
        { cycle: 3, address: CONTROL, data: 0 },
        { cycle: 600, address: CONTROL, data: 1 },
      ],
      reads: [
        { cycle: 500, address: STATUS },
        { cycle: 510, address: POSITION },
      ],
    });
    const begun = log.steps.filter(({ first }) => first === 1).map(({ cycle }) => cycle);
    // Written in cycle 600, answered in 602, allowed from 602 on.
    expect(begun).toEqual([1, 603]);
    expect(log.read.map(({ data }) => data)).toEqual([0b01000, 0]);
    expect(log.outputs.map(({ data }) => data)).toEqual(
      [5, 6].flatMap((token) => runSequence([token], SETTINGS).outputs.map(({ data }) => data)),
    );
  });

  test.each([
    ['a temperature that is not normalised', TEMPERATURE, 0x4000],
    ['a temperature with bits below the mantissa', TEMPERATURE, 0x8008],
    ['an inverse temperature below 1/16', TEMPERATURE, 0x058000],
    ['an inverse temperature above 16', TEMPERATURE, 0xfc8010],
    ['a top-k beyond the vocabulary', TOP_K, 28],
    ['a top-p of 0', TOP_P, 0],
    ['a top-p above 1', TOP_P, 65537],
  ])('%s refuses sequences until it is mended', async (_name, address, data) => {
    const log = await bench.run({
      cycles: 1000,
      prompt: [...promptFrom(50, [5, 6]), ...promptFrom(150, [40]), ...promptFrom(300, [7])],
      writes: [
        { cycle: 0, address, data },
        { cycle: 200, address: ERROR, data: 1 },
        {
          cycle: 200,
          address,
          data: { [TEMPERATURE]: 0x80008000, [TOP_K]: 0, [TOP_P]: 65536 }[address] ?? 0,
        },
      ],
      reads: [
        { cycle: 180, address: ERROR },
        { cycle: 250, address: ERROR },
      ],
    });
    expect(log.faults).toEqual([]);
    const refused = { data: 3, last: 1, user: 1 };
    expect(log.outputs.map(({ data: token, last, user }) => ({ data: token, last, user }))).toEqual([
      refused,
      refused,
      ...runSequence([7], SETTINGS).outputs,
    ]);
    expect(log.read.map(({ data: value }) => value)).toEqual([0x301, 0]);
  });

  test('the first error stays until it is cleared', async () => {
    // A token that is out of range and one too many is reported as out of range.
    const tooLong = Array<number>(17).fill(1);
    const both = [...Array<number>(15).fill(1), 30, 1];
    const log = await bench.run({
      cycles: 1000,
      prompt: [
        ...promptFrom(0, [30]),
        ...promptFrom(0, tooLong),
        ...promptFrom(300, tooLong),
        ...promptFrom(400, both),
      ],
      writes: [{ cycle: 200, address: ERROR, data: 1 }],
      reads: [150, 210, 500].map((cycle) => ({ cycle, address: ERROR })),
    });
    expect(log.faults).toEqual([]);
    expect(log.outputs.map(({ data, user }) => [data, user])).toEqual([
      [2, 1],
      [1, 1],
      [1, 1],
      [2, 1],
    ]);
    expect(log.read.map(({ data }) => data)).toEqual([0x201, 0, 0x101]);
  });
});
