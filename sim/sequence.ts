import { Accelerator } from './accelerator.ts';
import { type Beat, BeatRecorder } from './beats.ts';
import type { LoadedDesign } from './design/load-design.ts';
import { samplerTable, sampleToken } from './math/sampler.ts';
import { advanceRandom, randomFraction, seedRandom } from './math/sampler-random.ts';
import type { SamplingSettings } from './sampling-settings.ts';
import { type StepTimes, stepTimes } from './timing/step.ts';
import { type EdgeSchedule, type EdgeTiming, stepControlTiming } from './timing/step_control.ts';

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
const EDGE_SHAPE = { inputDepth: 4, outputDepth: 4, fallThrough: false };

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
    const recorder = recordBeats ? new BeatRecorder(this.loaded) : null;
    const tokens: number[] = [];
    let random = seedRandom(settings.seed);
    let start = 0;
    let stopped = false;
    for (let position = 0; position < context; position++) {
      const prefill = position < prompt.length - 1;
      const times = this.timesAt(position, prefill);
      recorder?.beginStep(times, start);
      const token = prompt[position] ?? tokens.at(-1) ?? 0;
      const logits = this.accelerator.step(token, position, prefill, settings.head, recorder);
      start += times.cycles;
      if (logits === null) continue;
      random = advanceRandom(random);
      const z = logits.subarray(0, this.loaded.design.shape.vocabulary);
      const sampled = sampleToken(z, settings.controls, this.table, randomFraction(random));
      recorder?.token(times.token ?? 0, sampled);
      tokens.push(sampled);
      const ended = tokens.length === maxNewTokens || position === context - 1;
      stopped = sampled === stopToken && !ended;
      if (ended || stopped) break;
    }
    const course = { promptTokens: prompt.length, generatedTokens: tokens.length, stopped, refusedAt: null };
    const duration = (position: number, prefill: boolean) => this.timesAt(position, prefill).cycles;
    return {
      tokens,
      edges: stepControlTiming(EDGE_SHAPE, [course], duration, schedule),
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
