/**
 * Wall-clock time at the accelerator's edges: from the duration of each token step (core cycles) to the clock
 * cycle of every handshake. It goes from event to event and never ticks. Cycle 0 is the first in which the
 * input stream is ready.
 *
 * Source: docs/hardware.md, the contract in the head of `templates/shell/step_control.v`; written from the rules,
 * not from the Verilog: a slot is free one cycle after its token left, a step begins one cycle after its credit.
 */

export interface EdgeShape {
  /** Prompt tokens that the input queue holds, the running step's tokens included. */
  readonly inputDepth: number;
  /** Prompt tokens that a step takes at once. */
  readonly tokenSlots: number;
  /** Generated tokens that the output queue holds. */
  readonly outputDepth: number;
  /** An output token shows in the cycle in which it was sampled, not in the one behind it. */
  readonly fallThrough: boolean;
}

/** One sequence as it will go; what is generated, the arithmetic knows. */
export interface SequenceCourse {
  /** Tokens of the prompt, at least 1. */
  readonly promptTokens: number;
  /** Tokens generated, at least 1; 0 exactly if the prompt is refused. */
  readonly generatedTokens: number;
  /** The last token ended it as the stop token, and neither the context nor the limit ended it there as well. */
  readonly stopped: boolean;
  /** Index of the prompt token at which an error was found, or null. The tokens before it ran as steps. */
  readonly refusedAt: number | null;
}

export interface EdgeSchedule {
  /** Cycle from which prompt token k (counted over all sequences) is offered; default: always. */
  readonly offered?: readonly number[];
  /** Cycles in which the receiver of the output is not ready; default: none. */
  readonly stalled?: ReadonlySet<number>;
}

/** Core cycles of the step whose last position is `position`; `prefill`: its tokens are the prompt's, without the last. At least 2. */
export type StepDuration = (position: number, prefill: boolean) => number;

export interface StepTime {
  readonly sequence: number;
  /** The step's last one. */
  readonly position: number;
  readonly prefill: boolean;
  /** Clock cycle of the step's core cycle 0; it ends with clock cycle `start + cycles - 1`. */
  readonly start: number;
  readonly cycles: number;
}

export interface EdgeTiming {
  /** Clock cycle of each prompt token's handshake. */
  readonly inputs: readonly number[];
  /** Clock cycle of each output handshake, the answers to refused prompts included. */
  readonly outputs: readonly number[];
  readonly steps: readonly StepTime[];
  /** Clock cycles in which the core was enabled: all steps, and one for each refusal or stop that had credit to go on. */
  readonly enabledCycles: number;
  /** Cycles between two steps of a sequence in which the core was frozen for want of a prompt token. */
  readonly inputStalls: number;
  /** The same for want of an output slot. */
  readonly outputStalls: number;
}

/** What the model carries from event to event. */
interface State {
  readonly shape: EdgeShape;
  readonly schedule: EdgeSchedule;
  readonly inputs: number[];
  /** Cycle in which prompt token k left the queue: the last of its step, or that in which it was dropped. */
  readonly left: number[];
  readonly outputs: number[];
  readonly steps: StepTime[];
  enabledCycles: number;
  inputStalls: number;
  outputStalls: number;
  /** First cycle in which a step may begin, credit given. */
  free: number;
}

/** Times of all sequences, one after the other. */
export function stepControlTiming(
  shape: EdgeShape,
  sequences: readonly SequenceCourse[],
  duration: StepDuration,
  schedule: EdgeSchedule = {},
): EdgeTiming {
  const state: State = {
    shape,
    schedule,
    inputs: [],
    left: [],
    outputs: [],
    steps: [],
    enabledCycles: 0,
    inputStalls: 0,
    outputStalls: 0,
    free: 0,
  };
  sequences.forEach((course, sequence) => {
    runPrompt(state, sequence, course, duration);
    if (course.refusedAt === null) runGeneration(state, sequence, course, duration);
  });
  // Tokens behind the last sequence's are not part of the model.
  const { inputs, outputs, steps, enabledCycles, inputStalls, outputStalls } = state;
  return { inputs, outputs, steps, enabledCycles, inputStalls, outputStalls };
}

function runPrompt(state: State, sequence: number, course: SequenceCourse, duration: StepDuration): void {
  const { promptTokens, refusedAt } = course;
  const { tokenSlots } = state.shape;
  // A block is refused as a whole: its tokens before the bad one do not run either.
  const run = refusedAt === null ? promptTokens : refusedAt - (refusedAt % tokenSlots);
  for (let index = 0; index < run; index += tokenSlots) {
    const count = Math.min(tokenSlots, promptTokens - index);
    const position = index + count - 1;
    const prefill = position < promptTokens - 1;
    const start = promptCredit(state, index === 0, prefill, count);
    const cycles = duration(position, prefill);
    const last = runStep(state, { sequence, position, prefill, start, cycles });
    for (let token = 0; token < count; token += 1) state.left.push(last);
    if (!prefill) state.outputs.push(outputHandshake(state, last + 1));
  }
  if (refusedAt !== null) refuse(state, promptTokens, run);
}

function runGeneration(state: State, sequence: number, course: SequenceCourse, duration: StepDuration): void {
  for (let count = 1; count < course.generatedTokens; count += 1) {
    const start = Math.max(state.free, slotFree(state));
    state.outputStalls += start - state.free;
    const position = course.promptTokens + count - 1;
    const last = runStep(state, {
      sequence,
      position,
      prefill: false,
      start,
      cycles: duration(position, false),
    });
    state.outputs.push(outputHandshake(state, last + 1));
  }
  if (!course.stopped) return;
  // The token is seen only when a next step could begin: the core is enabled for it, if there is a slot.
  if (slotFree(state) <= state.free) state.enabledCycles += 1;
  state.free += 1;
}

function runStep(state: State, step: StepTime): number {
  state.steps.push(step);
  state.enabledCycles += step.cycles;
  state.free = step.start + step.cycles;
  return state.free - 1;
}

/** The cycle in which there is credit for the next `count` prompt tokens' step: they are queued and, if it samples, a slot is free. */
function promptCredit(state: State, first: boolean, prefill: boolean, count: number): number {
  let queued = 0;
  for (let token = 0; token < count; token += 1) queued = takeInput(state);
  const slot = prefill ? 0 : slotFree(state);
  const start = Math.max(state.free, queued, slot);
  if (!first) {
    state.inputStalls += Math.max(0, queued - state.free);
    state.outputStalls += start - Math.max(state.free, queued);
  }
  return start;
}

/** The prompt's tokens from a block's first on are dropped, one a cycle, and one output answers. */
function refuse(state: State, promptTokens: number, from: number): void {
  const count = Math.min(state.shape.tokenSlots, promptTokens - from);
  const found = promptCredit(state, from === 0, from + count < promptTokens, count);
  state.enabledCycles += 1;
  let dropped = found;
  for (let index = from; index < promptTokens; index += 1) {
    const queued = index < from + count ? found : takeInput(state);
    dropped = Math.max(dropped + 1, queued);
    state.left.push(dropped);
  }
  const answer = Math.max(dropped + 1, slotFree(state));
  state.outputs.push(outputHandshake(state, answer));
  state.free = answer + 1;
}

/** Hands over the next prompt token; returns the first cycle in which it is queued and nothing of an earlier step is. */
function takeInput({ shape, schedule, inputs, left }: State): number {
  const index = inputs.length;
  // Its place is that of the token `inputDepth` before it, from the cycle after that one left.
  const place = (left[index - shape.inputDepth] ?? -1) + 1;
  const taken = Math.max(schedule.offered?.[index] ?? 0, (inputs[index - 1] ?? -1) + 1, place);
  inputs.push(taken);
  return Math.max(taken, left.at(-1) ?? -1) + 1;
}

/** First cycle in which another token may be sampled for: the token `outputDepth` before it is gone. */
function slotFree({ shape, outputs }: State): number {
  return (outputs[outputs.length - shape.outputDepth] ?? -1) + 1;
}

/** Handshake of an output that is ready to be shown from cycle `written` on. */
function outputHandshake({ shape, schedule, outputs }: State, written: number): number {
  let cycle = Math.max(written + (shape.fallThrough ? 0 : 1), (outputs.at(-1) ?? -1) + 1);
  while (schedule.stalled?.has(cycle)) cycle += 1;
  return cycle;
}
