import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../support/requirements.ts';
import { compileEdgeBench, type EdgeBench } from './bench.ts';
import { ODD_DESIGN, ONE_BLOCK_DESIGN, SLOTS_DESIGN, SMALL_DESIGN } from './designs.ts';
import { planScenario, scenarioArbitrary } from './scenario.ts';

const CASES = [
  { simulator: 'icarus', tool: 'iverilog', name: 'registered outputs', view: SMALL_DESIGN, runs: 15 },
  { simulator: 'icarus', tool: 'iverilog', name: 'fall-through outputs', view: ODD_DESIGN, runs: 15 },
  { simulator: 'icarus', tool: 'iverilog', name: 'four token slots', view: SLOTS_DESIGN, runs: 30 },
  { simulator: 'icarus', tool: 'iverilog', name: 'a single block', view: ONE_BLOCK_DESIGN, runs: 15 },
  { simulator: 'verilator', tool: 'verilator', name: 'registered outputs', view: SMALL_DESIGN, runs: 60 },
] as const;

/** Counters as pairs of byte offset and words, read at the end. */
const COUNTERS = [0x50, 0x54, 0x58, 0x5c, 0x60, 0x64, 0x68, 0x6c, 0x70];

for (const { simulator, tool, name, view, runs } of CASES) {
  describeWith({ tools: [tool] }, `edges in ${simulator}, ${name}`, () => {
    let bench: EdgeBench;
    beforeAll(async () => {
      bench = await compileEdgeBench(simulator, view);
    });
    afterAll(() => bench?.remove());

    if (view.tokenSlots === 1)
      test('the first token is under way a cycle after its handshake, and steps follow without a gap', async () => {
        const delay = view.fallThrough === 1 ? 0 : 1;
        const log = await bench.run({
          cycles: 29,
          prompt: [
            { cycle: 0, last: false, data: 3 },
            { cycle: 0, last: true, data: 4 },
          ],
        });
        expect(log.faults).toEqual([]);
        expect(log.inputs.map(({ cycle }) => cycle)).toEqual([0, 1]);
        // 2 core cycles at position 0 without, then 7 at position 1 with a sample.
        expect(log.steps.map(({ cycle }) => cycle)).toEqual([1, 3, 10, 19]);
        expect(log.outputs.map(({ cycle }) => cycle)).toEqual([10 + delay, 19 + delay]);
        expect(log.steps.map(({ token }) => token).slice(2)).toEqual(log.outputs.map(({ data }) => data));
      });

    test('tokens, handshakes, steps and counters are those of the model under random traffic', async () => {
      await fc.assert(
        fc.asyncProperty(scenarioArbitrary(view), async (scenario) => {
          const { stimulus, inputs, outputs, timing } = planScenario(scenario, view);
          const reads = COUNTERS.map((address) => ({ cycle: stimulus.cycles, address }));
          const log = await bench.run({ ...stimulus, reads, cycles: stimulus.cycles + 60 });
          expect(log.faults).toEqual([]);
          expect(log.inputs).toEqual(inputs);
          expect(log.outputs).toEqual(outputs);
          expect(log.steps.map(({ cycle, position, prefill }) => [cycle, position, prefill === 1])).toEqual(
            timing.steps.map(({ start, position, prefill }) => [start, position, prefill]),
          );
          expect(log.enabledCycles).toBe(timing.enabledCycles);
          expect(log.read.map(({ data }) => data)).toEqual([
            ...[timing.enabledCycles, 0, timing.inputStalls, 0, timing.outputStalls, 0],
            ...[inputs.length, outputs.filter(({ user }) => user === 0).length],
            outputs.filter(({ last }) => last === 1).length,
          ]);
        }),
        { numRuns: runs, seed: 20, endOnFailure: true },
      );
    });
  });
}
