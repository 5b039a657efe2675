import { Accelerator } from './accelerator.ts';
import { type Beat, BeatRecorder } from './beats.ts';
import type { LoadedDesign } from './design/load-design.ts';
import type { SamplingSettings } from './sampling-settings.ts';
import { type StepTimes, stepTimes } from './timing/step.ts';
import { samplerTable, sampleToken } from './units/sampler/math.ts';
import { advanceRandom, randomFraction, seedRandom } from './units/sampler_random/math.ts';
import {
  type EdgeSchedule,
  type EdgeShape,
  type EdgeTiming,
  stepControlTiming,
} from './units/step_control/timing.ts';

/** What one sequence is asked for. */
export interface SequenceRequest {
  /** At least one, the boundary token included; no more than the context. */
  readonly prompt: readonly number[];
  readonly settings: SamplingSettings;
  /** Ends the sequence after it has been emitted. */
  readonly stopToken: number | null;
  readonly maxNewTokens: number;
}

/** What the hardware does with it. */
export interface SequenceResult {
  readonly tokens: readonly number[];
  readonly edges: EdgeTiming;
  /** Empty unless they were asked for; sorted by stream, then by cycle. */
  readonly beats: readonly Beat[];
}

/** Input and output queue of the emitted top, and its registered output. */
function edgeShape(tokenSlots: number): EdgeShape {
  return { inputDepth: Math.max(4, 2 * tokenSlots), outputDepth: 4, tokenSlots, fallThrough: false };
}

/** Runs sequences on a loaded design. Step times are worked out once a position. */
export class SequenceRunner {
  private readonly loaded: LoadedDesign;
  private readonly accelerator: Accelerator;
  private readonly table: ReturnType<typeof samplerTable>;
  private readonly times = new Map<number, StepTimes>();

  constructor(loaded: LoadedDesign) {
    this.loaded = loaded;
    this.accelerator = new Accelerator(loaded);
    this.table = samplerTable(loaded.tables.sampler_exp2);
  }

  run(request: SequenceRequest, recordBeats: boolean, schedule: EdgeSchedule = {}): SequenceResult {
    const { prompt, settings, stopToken, maxNewTokens } = request;
    const { context } = this.loaded.design.shape;
    const { tokenSlots } = this.loaded.design.core;
    const recorder = recordBeats ? new BeatRecorder(this.loaded) : null;
    const tokens: number[] = [];
    let random = seedRandom(settings.seed);
    let start = 0;
    let stopped = false;
    for (let position = 0; position < context; ) {
      // A prompt goes in blocks, generated tokens one by one.
      const block =
        position < prompt.length ? prompt.slice(position, position + tokenSlots) : tokens.slice(-1);
      const last = position + block.length - 1;
      const prefill = last < prompt.length - 1;
      const times = this.timesAt(last, prefill);
      recorder?.beginStep(times, start, position, block.length);
      const logits = this.accelerator.step(block, position, prefill, settings.head, recorder);
      start += times.cycles;
      position = last + 1;
      if (logits === null) continue;
      random = advanceRandom(random);
      const z = logits.subarray(0, this.loaded.design.shape.vocabulary);
      const sampled = sampleToken(z, settings.controls, this.table, randomFraction(random));
      recorder?.token(times.token ?? 0, sampled);
      tokens.push(sampled);
      const ended = tokens.length === maxNewTokens || last === context - 1;
      stopped = sampled === stopToken && !ended;
      if (ended || stopped) break;
    }
    const course = { promptTokens: prompt.length, generatedTokens: tokens.length, stopped, refusedAt: null };
    const duration = (position: number, prefill: boolean) => this.timesAt(position, prefill).cycles;
    return {
      tokens,
      edges: stepControlTiming(edgeShape(tokenSlots), [course], duration, schedule),
      beats: recorder === null ? [] : sortBeats(recorder.beats),
    };
  }

  private timesAt(position: number, prefill: boolean): StepTimes {
    const key = 2 * position + (prefill ? 1 : 0);
    const known = this.times.get(key);
    if (known !== undefined) return known;
    const times = stepTimes(this.loaded, position, prefill);
    this.times.set(key, times);
    return times;
  }
}

function sortBeats(beats: readonly Beat[]): Beat[] {
  return [...beats].sort((a, b) =>
    a.stream === b.stream ? a.cycle - b.cycle : a.stream < b.stream ? -1 : 1,
  );
}
