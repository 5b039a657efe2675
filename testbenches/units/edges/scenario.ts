/** Random traffic at the accelerator's edges, and what must come of it. */

import fc from 'fast-check';
import { type EdgeTiming, stepControlTiming } from '../../../sim/units/step_control/timing.ts';
import type { BusWrite, EdgeStimulus } from './bench.ts';
import { type EdgeOutput, fixtureDuration, runSequence, type SequenceSettings } from './model.ts';
import type { TopView } from './sources.ts';

/** Cycle from which prompts are offered: the settings have been written. */
const FIRST_OFFER = 120;

export interface Scenario {
  readonly prompts: readonly (readonly number[])[];
  /** Cycles between the offer of a prompt token and that of the one before it. */
  readonly gaps: readonly number[];
  /** Lengths of alternately ready and not ready stretches of the receiver. */
  readonly readiness: readonly number[];
  readonly stopToken: number | null;
  readonly maxNewTokens: number;
  readonly seed: number;
  readonly topK: number;
  readonly topP: number;
}

export interface ScenarioRun {
  readonly stimulus: EdgeStimulus;
  readonly inputs: readonly { cycle: number; data: number; last: number }[];
  readonly outputs: readonly (EdgeOutput & { cycle: number })[];
  readonly timing: EdgeTiming;
}

export function scenarioArbitrary(view: TopView): fc.Arbitrary<Scenario> {
  const { vocabulary, context, tdataBits, tokenBits, positionBits } = view;
  const token = fc.oneof(
    { arbitrary: fc.nat(vocabulary - 1), weight: 40 },
    {
      arbitrary: fc.integer({ min: Math.min(vocabulary, 2 ** tdataBits - 1), max: 2 ** tdataBits - 1 }),
      weight: 1,
    },
    { arbitrary: fc.constant(vocabulary), weight: 1 },
  );
  const prompt = fc.oneof(
    { arbitrary: fc.array(token, { minLength: 1, maxLength: 4 }), weight: 4 },
    { arbitrary: fc.array(token, { minLength: 1, maxLength: context + 3 }), weight: 1 },
  );
  return fc.record({
    prompts: fc.array(prompt, { minLength: 2, maxLength: 6 }),
    gaps: fc.oneof(fc.constant([0]), fc.array(fc.nat(60), { minLength: 3, maxLength: 7 })),
    readiness: fc.oneof(
      fc.constant([]),
      fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 100 }),
      fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 40 }),
    ),
    // A stop token outside of the vocabulary and a limit beyond the context do not act, whatever their low bits.
    stopToken: fc.option(
      fc.oneof(
        fc.nat(vocabulary - 1),
        fc.nat(vocabulary - 1).map((id) => id + 2 ** tokenBits),
      ),
    ),
    maxNewTokens: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: context + 2 }),
      fc.integer({ min: 1, max: 3 }).map((count) => count + 2 ** (positionBits + 1)),
    ),
    seed: fc.nat(65535),
    topK: fc.nat(vocabulary),
    topP: fc.integer({ min: 1, max: 65536 }),
  });
}

/** Stimuli of a scenario, and by arithmetic and timing model what follows from them. */
export function planScenario(scenario: Scenario, view: TopView): ScenarioRun {
  const offered = offers(scenario);
  const stalls = stalledStretches(scenario.readiness);
  const stalled = new Set<number>();
  for (const { from, to } of stalls) for (let cycle = from; cycle < to; cycle += 1) stalled.add(cycle);
  const sequences = scenario.prompts.map((prompt) => runSequence(prompt, settingsOf(scenario, view)));
  const timing = stepControlTiming(
    {
      inputDepth: view.inputDepth,
      outputDepth: view.outputDepth,
      tokenSlots: view.tokenSlots,
      fallThrough: view.fallThrough === 1,
    },
    sequences.map(({ course }) => course),
    fixtureDuration,
    { offered, stalled },
  );
  const tokens = scenario.prompts.flatMap((prompt) =>
    prompt.map((data, index) => ({ data, last: index === prompt.length - 1 })),
  );
  const outputs = sequences.flatMap((sequence) => sequence.outputs);
  return {
    stimulus: {
      cycles: Math.max(...timing.outputs, ...timing.inputs) + 60,
      prompt: tokens.map((entry, index) => ({ ...entry, cycle: offered[index] ?? 0 })),
      stalls,
      writes: settingWrites(scenario),
    },
    inputs: tokens.map(({ data, last }, index) => ({
      cycle: timing.inputs[index] ?? -1,
      data,
      last: last ? 1 : 0,
    })),
    outputs: outputs.map((output, index) => ({ cycle: timing.outputs[index] ?? -1, ...output })),
    timing,
  };
}

function offers({ prompts, gaps }: Scenario): number[] {
  let cycle = FIRST_OFFER;
  return prompts.flat().map((_token, index) => {
    cycle += gaps[index % gaps.length] ?? 0;
    return cycle;
  });
}

function stalledStretches(readiness: readonly number[]): { from: number; to: number }[] {
  let cycle = FIRST_OFFER;
  const stretches: { from: number; to: number }[] = [];
  readiness.forEach((length, index) => {
    if (index % 2 === 1) stretches.push({ from: cycle, to: cycle + length });
    cycle += length;
  });
  return stretches;
}

function settingsOf(scenario: Scenario, view: TopView): SequenceSettings {
  return {
    vocabulary: view.vocabulary,
    context: view.context,
    stopToken: scenario.stopToken,
    maxNewTokens: scenario.maxNewTokens,
    core: {
      greedy: 0,
      topK: scenario.topK % 2 ** view.topKBits,
      topP: scenario.topP,
      seed: scenario.seed,
      mantissa: view.headMantissa,
      shift: view.headShift,
    },
  };
}

/** Register writes by byte offset, spelled out: the register map is what other tests hold against the RTL. */
function settingWrites(scenario: Scenario): BusWrite[] {
  const { stopToken, maxNewTokens, seed, topK, topP } = scenario;
  return [
    { cycle: 0, address: 0x30, data: stopToken === null ? 0 : 0x80000000 + stopToken },
    { cycle: 0, address: 0x34, data: maxNewTokens },
    { cycle: 0, address: 0x38, data: 0x8000 },
    { cycle: 0, address: 0x3c, data: topK },
    { cycle: 0, address: 0x40, data: topP },
    { cycle: 0, address: 0x44, data: seed },
  ];
}
