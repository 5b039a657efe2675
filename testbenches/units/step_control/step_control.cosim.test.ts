import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepControlTiming } from '../../../sim/units/step_control/timing.ts';
import { describeWith } from '../../support/requirements.ts';
import { compileEdgeBench, type EdgeBench } from '../edges/bench.ts';
import { SMALL_DESIGN } from '../edges/designs.ts';
import { fixtureDuration, runSequence } from '../edges/model.ts';
import { consecutive, promptFrom, RESET_SETTINGS, withoutCycles } from '../edges/sequences.ts';

/** Byte offsets, spelled out as a host has them. */
const CONTROL = 0x20;
const STATUS = 0x24;
const ERROR = 0x28;
const POSITION = 0x2c;
const STOP_TOKEN = 0x30;
const TEMPERATURE = 0x38;
const TOP_K = 0x3c;
const TOP_P = 0x40;
const OUTPUT_STALLS = 0x60;

const SMALL_SHAPE = {
  inputDepth: SMALL_DESIGN.inputDepth,
  outputDepth: SMALL_DESIGN.outputDepth,
  tokenSlots: SMALL_DESIGN.tokenSlots,
  fallThrough: false,
};

describeWith({ tools: ['iverilog'] }, 'control of sequences', () => {
  let bench: EdgeBench;
  beforeAll(async () => {
    bench = await compileEdgeBench('icarus', SMALL_DESIGN);
  });
  afterAll(() => bench?.remove());

  test('a stop token that finds the output full is no stall, and the next sequence begins on time', async () => {
    const tokens = runSequence([5], RESET_SETTINGS).outputs.map(({ data }) => data);
    // The token that fills the queue.
    const stopToken = tokens[SMALL_DESIGN.outputDepth - 1] ?? 0;
    const settings = { ...RESET_SETTINGS, stopToken };
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
      [5, 6].flatMap((token) => runSequence([token], RESET_SETTINGS).outputs.map(({ data }) => data)),
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
    expect(withoutCycles(log)).toEqual([refused, refused, ...runSequence([7], RESET_SETTINGS).outputs]);
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
