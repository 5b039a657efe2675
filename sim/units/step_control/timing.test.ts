import { describe, expect, test } from 'vitest';
import { type SequenceCourse, stepControlTiming } from './timing.ts';

/** Times worked out by hand from the rules; that the RTL keeps them, testbenches/units/edges.cosim.test.ts shows. */
const SHAPE = { inputDepth: 2, outputDepth: 2, tokenSlots: 1, fallThrough: false };
const TEN_OR_FOUR = (_position: number, prefill: boolean): number => (prefill ? 4 : 10);

function generates(promptTokens: number, generatedTokens: number, stopped = false): SequenceCourse {
  return { promptTokens, generatedTokens, stopped, refusedAt: null };
}

describe('stepControlTiming', () => {
  test('without stalls, steps follow each other and tokens take a cycle in and two out', () => {
    const timing = stepControlTiming(SHAPE, [generates(2, 3)], TEN_OR_FOUR);
    expect(timing.inputs).toEqual([0, 1]);
    expect(timing.steps.map(({ start }) => start)).toEqual([1, 5, 15, 25]);
    // The steps that sample end in 14, 24 and 34.
    expect(timing.outputs).toEqual([16, 26, 36]);
    expect(timing).toMatchObject({ enabledCycles: 34, inputStalls: 0, outputStalls: 0 });
  });

  test('an output that falls through is a cycle earlier, and nothing else changes', () => {
    const timing = stepControlTiming({ ...SHAPE, fallThrough: true }, [generates(2, 3)], TEN_OR_FOUR);
    expect(timing.outputs).toEqual([15, 25, 35]);
    expect(timing.steps.map(({ start }) => start)).toEqual([1, 5, 15, 25]);
  });

  test('a sequence behind a stop token begins a cycle later than one behind a limit', () => {
    const starts = (stopped: boolean): number[] =>
      stepControlTiming(SHAPE, [generates(1, 1, stopped), generates(1, 1)], TEN_OR_FOUR).steps.map(
        ({ start }) => start,
      );
    expect(starts(false)).toEqual([1, 11]);
    expect(starts(true)).toEqual([1, 12]);
  });

  test('a full input queue takes the next token a cycle after one has left', () => {
    const timing = stepControlTiming(SHAPE, [generates(4, 1)], TEN_OR_FOUR);
    // Tokens 0 and 1 leave in 4 and 8, the last cycles of their steps.
    expect(timing.inputs).toEqual([0, 1, 5, 9]);
  });

  test('a token that comes late is waited for, a cycle longer than it takes to come', () => {
    const timing = stepControlTiming(SHAPE, [generates(2, 1)], TEN_OR_FOUR, { offered: [0, 20] });
    expect(timing.steps.map(({ start }) => start)).toEqual([1, 21]);
    // Cycles 5 to 20.
    expect(timing.inputStalls).toBe(16);
  });

  test('a receiver that stops holds up the step that has no slot', () => {
    const stalled = new Set(Array.from({ length: 40 }, (_unused, cycle) => cycle));
    const timing = stepControlTiming(SHAPE, [generates(1, 4)], TEN_OR_FOUR, { stalled });
    // Two tokens are sampled; the first leaves in 40, its slot is free in 41.
    expect(timing.steps.map(({ start }) => start)).toEqual([1, 11, 41, 51]);
    expect(timing.outputs).toEqual([40, 41, 52, 62]);
    expect(timing.outputStalls).toBe(20);
  });

  test('a refused prompt is read away, a token a cycle, and answered', () => {
    const refused: SequenceCourse = { promptTokens: 3, generatedTokens: 0, stopped: false, refusedAt: 1 };
    const timing = stepControlTiming(SHAPE, [refused, generates(1, 1)], TEN_OR_FOUR);
    // Step 0 in 1 … 4, refused in 5, dropped in 6 and (taken in 5) 7, answered in 8 and seen in 9.
    expect(timing.inputs).toEqual([0, 1, 5, 7]);
    expect(timing.outputs).toEqual([9, 20]);
    expect(timing.steps.map(({ start }) => start)).toEqual([1, 9]);
    expect(timing.enabledCycles).toBe(4 + 1 + 10);
  });

  test('with token slots a block is waited for, goes as one step and leaves as one', () => {
    const slots = { ...SHAPE, inputDepth: 4, tokenSlots: 4 };
    const timing = stepControlTiming(slots, [generates(6, 2)], TEN_OR_FOUR);
    // Four tokens in 0 … 3, their step in 4 … 7; then two more, in 8 and 9, and a step that samples.
    expect(timing.inputs).toEqual([0, 1, 2, 3, 8, 9]);
    expect(timing.steps.map(({ start, position }) => [start, position])).toEqual([
      [4, 3],
      [10, 5],
      [20, 6],
    ]);
    expect(timing.inputStalls).toBe(2);
  });

  test('a block with a token that is none is refused as a whole', () => {
    const slots = { ...SHAPE, inputDepth: 4, tokenSlots: 4 };
    const refused: SequenceCourse = { promptTokens: 7, generatedTokens: 0, stopped: false, refusedAt: 6 };
    const timing = stepControlTiming(slots, [refused], TEN_OR_FOUR);
    // The second block is there in 11, and dropped in 12, 13 and 14.
    expect(timing.inputs).toEqual([0, 1, 2, 3, 8, 9, 10]);
    expect(timing.steps).toHaveLength(1);
    expect(timing.outputs).toEqual([16]);
  });

  test('a million tokens take no time to speak of', () => {
    const begun = performance.now();
    const timing = stepControlTiming(
      SHAPE,
      Array<SequenceCourse>(1000).fill(generates(500, 500)),
      TEN_OR_FOUR,
    );
    expect(timing.outputs.length).toBe(500_000);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
