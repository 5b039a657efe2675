import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../support/requirements.ts';
import { compileEdgeBench, type EdgeBench } from './bench.ts';
import { SMALL_DESIGN } from './designs.ts';
import { runSequence } from './model.ts';
import { consecutive, promptFrom, RESET_SETTINGS, withoutCycles } from './sequences.ts';

/** Byte offsets, spelled out as a host has them. */
const CONTROL = 0x20;
const STOP_TOKEN = 0x30;
const MAX_NEW_TOKENS = 0x34;
const CLOSING_BEAT = { data: 4, last: 1, user: 1 };

describeWith({ tools: ['iverilog'] }, 'abort and reset', () => {
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
      const stopToken =
        stopAt === null ? null : (runSequence([5], RESET_SETTINGS).outputs[stopAt]?.data ?? 0);
      const settings = { ...RESET_SETTINGS, stopToken };
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
    const limited = { ...RESET_SETTINGS, maxNewTokens: 4 };
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

  test('an abort keeps what the output already offers', async () => {
    const log = await bench.run({
      cycles: 600,
      prompt: promptFrom(0, [5]),
      stalls: [{ from: 0, to: 400 }],
      writes: [{ cycle: 300, address: CONTROL, data: 3 }],
    });
    const outputs = withoutCycles(log);
    expect(log.faults).toEqual([]);
    expect(outputs).toEqual([...runSequence([5], RESET_SETTINGS).outputs.slice(0, 4), CLOSING_BEAT]);
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
      const outputs = withoutCycles({ outputs: log.outputs.filter(({ cycle }) => cycle > from) });
      expect(outputs).toEqual(runSequence([9], RESET_SETTINGS).outputs);
    }
  });
});
