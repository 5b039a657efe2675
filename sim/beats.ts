import type { StepObservers } from './accelerator.ts';
import type { LoadedDesign, LoadedWord } from './design/load-design.ts';
import type { StepTimes } from './timing/step.ts';
import { accumulatorStart } from './units/matmul_array/math.ts';

/** A beat of a rigid stream. */
export interface Beat {
  readonly stream: string;
  /** Core cycle, counted from the first step's cycle 0. */
  readonly cycle: number;
  /** The wires' value, element 0 in the lowest bits. */
  readonly payload: bigint;
}

/** Puts the payloads that the arithmetic makes on the cycles that the timing says. */
export class BeatRecorder implements StepObservers {
  private readonly finished: Beat[] = [];
  private readonly loaded: LoadedDesign;
  private times: StepTimes | null = null;
  private start = 0;
  /** Slots of a step's tokens, and those of the token that is observed. */
  private slotsOf: readonly (readonly number[])[] = [[0]];
  private slots: readonly number[] = [0];
  /** Beats of the running step, by stream and cycle, to which each of its tokens adds its slots. */
  private readonly running = new Map<string, { stream: string; cycle: number; payload: bigint }>();

  constructor(loaded: LoadedDesign) {
    this.loaded = loaded;
  }

  /** All beats so far. */
  get beats(): readonly Beat[] {
    return [...this.finished, ...this.running.values()];
  }

  /** Everything observed from here on belongs to the step of `count` tokens from `position` on that starts at core cycle `start`. */
  beginStep(times: StepTimes, start: number, position: number, count: number): void {
    this.finished.push(...this.running.values());
    this.running.clear();
    this.times = times;
    this.start = start;
    this.slotsOf = slotsOfTokens(position % this.loaded.design.core.tokenSlots, count, this.loaded);
  }

  beginToken(index: number): void {
    this.slots = this.slotsOf[index] ?? [];
  }

  vector(source: LoadedWord, x: Int32Array, quantised: Int16Array, length: number): void {
    const { core } = this.loaded.design;
    const times = this.timesOf(source);
    this.record(busStream(source), times.bus, x, length, core.rows, core.xBits);
    this.record('norm_quantise', times.quantised, quantised, length, core.lanes, core.activationBits);
  }

  linear(source: LoadedWord, accumulators: Float64Array, results: Int32Array, length: number): void {
    const { core, plan } = this.loaded.design;
    const times = this.timesOf(source);
    // Rows beyond the matrix hold what every sum starts at.
    const padding = source.matrix === null ? 0 : accumulatorStart(this.loaded.design.formats);
    this.record(plan.array, times.accumulators, accumulators, length, core.rows, core.accBits, padding);
    this.record('dequantise', times.results, results, length, core.rows, core.yBits);
  }

  biased(source: LoadedWord, results: Int32Array, length: number): void {
    const { core } = this.loaded.design;
    this.record('head_bias', this.timesOf(source).biased, results, length, core.rows, core.headBits);
  }

  rotated(source: LoadedWord, results: Int32Array, length: number): void {
    const { core } = this.loaded.design;
    this.record('rope', this.timesOf(source).rotated, results, length, core.rows, core.headBits);
  }

  token(cycle: number, token: number): void {
    this.finished.push({ stream: 'sampler', cycle: this.start + cycle, payload: BigInt(token) });
  }

  private timesOf(source: LoadedWord): StepTimes['words'][number] {
    const times = this.times?.words[this.loaded.program.indexOf(source)];
    if (times === undefined) throw new Error('a program word without a time');
    return times;
  }

  private add(stream: string, cycle: number, payload: bigint, bits: number): void {
    const key = `${stream} ${cycle}`;
    let beat = this.running.get(key);
    if (beat === undefined) {
      beat = { stream, cycle, payload: 0n };
      this.running.set(key, beat);
    }
    for (const slot of this.slots) beat.payload |= payload << BigInt(slot * bits);
  }

  private record(
    stream: string,
    cycles: readonly number[],
    values: ArrayLike<number>,
    length: number,
    width: number,
    bits: number,
    padding = 0,
  ): void {
    cycles.forEach((cycle, beat) => {
      let payload = 0n;
      for (let lane = width - 1; lane >= 0; lane--) {
        const index = beat * width + lane;
        const value = index < length ? (values[index] ?? 0) : padding;
        payload = (payload << BigInt(bits)) | BigInt.asUintN(bits, BigInt(value));
      }
      this.add(stream, this.start + cycle, payload, width * bits);
    });
  }
}

/** Slot t works on the token that is nearest to it; token i of a step has slot `first + i`. */
function slotsOfTokens(first: number, count: number, { design }: LoadedDesign): number[][] {
  const slots = Array.from({ length: count }, (): number[] => []);
  for (let slot = 0; slot < design.core.tokenSlots; slot++) {
    slots[Math.min(Math.max(slot - first, 0), count - 1)]?.push(slot);
  }
  return slots;
}

/** The unit that put this word's vector on the vector bus. */
function busStream(source: LoadedWord): string {
  if (source.unit !== 'matmul_array') return source.unit;
  if (source.sink === 'up') return 'gated_activation';
  return source.sink === 'activation' ? 'activation' : 'residual';
}
