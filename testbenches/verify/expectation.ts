import type { LoadedDesign } from '../../sim/design/load-design.ts';
import { type SequenceRequest, type SequenceResult, SequenceRunner } from '../../sim/sequence.ts';
import type { EdgeSchedule } from '../../sim/units/step_control/timing.ts';

/** One thing that happens: a beat of a rigid stream (core cycles) or a handshake at an edge (clock cycles). */
export interface Happening {
  readonly stream: string;
  readonly cycle: number;
  readonly payload: bigint;
}

/** What the simulator says that the hardware will do. */
export interface Expectation {
  readonly sequence: SequenceRequest;
  readonly schedule: Required<Pick<EdgeSchedule, 'offered'>> & { readonly stalled: readonly number[] };
  readonly result: SequenceResult;
  /** By stream, each in the order of time. */
  readonly streams: ReadonlyMap<string, readonly Happening[]>;
}

/** Streams at the edges; their cycles are clock cycles. */
export const INPUT_STREAM = 's_axis';
export const OUTPUT_STREAM = 'm_axis';

/** Simulates a sequence under random stalls at the edges (none without a seed). */
export function expectation(
  loaded: LoadedDesign,
  sequence: SequenceRequest,
  stallSeed?: number,
): Expectation {
  const schedule = edgeStalls(sequence.prompt.length, stallSeed);
  const result = new SequenceRunner(loaded).run(sequence, true, {
    offered: schedule.offered,
    stalled: new Set(schedule.stalled),
  });
  return { sequence, schedule, result, streams: expectedStreams(loaded, result) };
}

function expectedStreams(loaded: LoadedDesign, result: SequenceResult): Map<string, Happening[]> {
  const streams = new Map<string, Happening[]>();
  for (const { name } of loaded.design.streams) streams.set(name, []);
  const end = coreCycles(result);
  for (const beat of result.beats) if (beat.cycle < end) streams.get(beat.stream)?.push(beat);
  streams.set(
    INPUT_STREAM,
    result.edges.inputs.map((cycle) => ({ stream: INPUT_STREAM, cycle, payload: 0n })),
  );
  streams.set(
    OUTPUT_STREAM,
    result.edges.outputs.map((cycle, index) => ({
      stream: OUTPUT_STREAM,
      cycle,
      payload: BigInt(result.tokens[index] ?? 0),
    })),
  );
  return streams;
}

/** Core cycles of all steps. What leaves a unit later is seen by nobody: the core is frozen. */
export function coreCycles(result: SequenceResult): number {
  return result.edges.steps.reduce((sum, step) => sum + step.cycles, 0);
}

/**
 * Random stalls: gaps before prompt tokens, and stretches in which the receiver is not ready, some longer than the queue
 * can bridge.
 */
function edgeStalls(promptTokens: number, seed: number | undefined): Expectation['schedule'] {
  if (seed === undefined) return { offered: Array.from({ length: promptTokens }, () => 0), stalled: [] };
  let state = (seed ^ 0x5bd1e995) >>> 0 || 1;
  const random = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state % limit;
  };
  let offer = random(20);
  const offered = Array.from({ length: promptTokens }, () => {
    offer += random(3) === 0 ? random(200) : 0;
    return offer;
  });
  const stalled: number[] = [];
  for (let cycle = random(100); cycle < 4000; cycle += 1 + random(300)) {
    const length = random(4) === 0 ? 600 : random(120);
    for (let end = cycle + length; cycle < end; cycle++) stalled.push(cycle);
  }
  return { offered, stalled };
}
