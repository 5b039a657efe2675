import type { Sink } from '../design/program-word.ts';
import type { IntegerModel, Operation } from '../model/integer-model.ts';
import type { ArrayOperation } from '../units/array-operation.ts';
import type { CoreParameters } from '../units/core-parameters.ts';
import { dequantiseLatencyCycles } from '../units/dequantise/latency.ts';
import { EMBEDDING_LATENCY_CYCLES } from '../units/embedding/latency.ts';
import { gatedActivationLatencyCycles, gatedActivationUpCycles } from '../units/gated_activation/latency.ts';
import { HEAD_BIAS_LATENCY_CYCLES } from '../units/head_bias/latency.ts';
import {
  quantiseLatencyCycles,
  rsqrtLatencyCycles,
  scaleLatencyCycles,
} from '../units/norm_quantise/latency.ts';
import { residualLatencyCycles } from '../units/residual/latency.ts';
import { ropeLatencyCycles, ropeReadyCycles } from '../units/rope/latency.ts';
import type { MatmulOperation, MicroOperation, StepTime } from './micro-operation.ts';

/** Latencies of the units that are chosen or built elsewhere, in core cycles. */
export interface ChosenLatencies {
  /** From a beat of the array to the result that it completes. */
  readonly array: number;
  /** By which an operation of the array may be issued before its first operand word comes. */
  readonly lead: number;
  /** The beat of the array that completes a tile. */
  readonly completingBeat: (operation: ArrayOperation, tile: number) => number;
  /** From the attention's micro-operation to its last bus beat, without the length of the pass. */
  readonly attention: number;
  /** From q's last beat to the first cycle in which the attention may start. */
  readonly attentionStart: number;
  /** The same from k's and from v's last beat. */
  readonly keyToStart: number;
  readonly valueToStart: number;
  /** From the last logits to the token. */
  readonly sampler: number;
}

/** Cycle 0 of the step. */
const START: StepTime = { cycles: 0, attentions: 0 };

/** Where the schedule stands: one vector is in flight at a time, so a few times describe everything. */
interface State {
  /** Last bus beat of the vector in norm_quantise. */
  vector: StepTime;
  /** Operations of the array that have read that vector. */
  vectorReads: number;
  /** First cycle in which the array takes a micro-operation. */
  arrayFree: StepTime;
  /** First cycle in which the sequencer can issue the next word. */
  issueFree: StepTime;
  queryLast: StepTime;
  keyLast: StepTime;
  valueLast: StepTime;
  gateLast: StepTime;
  residualSet: StepTime;
  logitsLast: StepTime;
  nextBase: number;
}

/**
 * The static schedule of a token step: every operation as soon as its operands, its unit and the sequencer allow.
 * Times hold for every position: an attention pass of attentionCycles × (position + 1) cycles is a symbolic addend.
 */
export function schedule(model: IntegerModel, p: CoreParameters, chosen: ChosenLatencies): MicroOperation[] {
  const start = START;
  const state: State = {
    vector: start,
    vectorReads: 0,
    arrayFree: start,
    issueFree: start,
    queryLast: start,
    keyLast: start,
    valueLast: start,
    gateLast: start,
    residualSet: start,
    logitsLast: start,
    nextBase: 0,
  };
  const operations: MicroOperation[] = [];
  const lastLayer = model.shape.layers - 1;
  for (const operation of model.operations) {
    if (operation.kind === 'embedding') {
      operations.push({ unit: 'embedding', issue: start });
      setVector(state, later(start, EMBEDDING_LATENCY_CYCLES + p.beats - 1));
      if (operation.setsResidual) state.residualSet = state.vector;
      state.issueFree = later(start, 1);
    } else if (operation.kind === 'linear') {
      operations.push(placeLinear(model, p, chosen, operation, state));
    } else {
      const issue = latest(
        later(state.queryLast, chosen.attentionStart),
        later(state.keyLast, chosen.keyToStart),
        later(state.valueLast, chosen.valueToStart),
        state.issueFree,
      );
      const endsPrefill = operation.layer === lastLayer;
      operations.push({ unit: 'attention', layer: operation.layer, endsPrefill, issue });
      const passed = { cycles: issue.cycles, attentions: issue.attentions + 1 };
      setVector(state, later(passed, chosen.attention));
      state.issueFree = later(passed, 1);
    }
  }
  // The token is there in the cycle behind the step's last one.
  operations.push({ unit: 'end', issue: later(state.logitsLast, chosen.sampler - 1) });
  return operations;
}

/** Issues a linear operation (or the identity) and notes what its results do. */
function placeLinear(
  model: IntegerModel,
  p: CoreParameters,
  { array, lead, completingBeat }: Pick<ChosenLatencies, 'array' | 'lead' | 'completingBeat'>,
  operation: Extract<Operation, { kind: 'linear' }>,
  state: State,
): MatmulOperation {
  const matrix = operation.linear === null ? null : (model.linears[operation.linear] ?? null);
  const words = matrix === null ? 1 : Math.ceil(matrix.cols / p.lanes);
  const tiles = Math.ceil((matrix === null ? model.shape.width : matrix.rows) / p.rows);
  const planes = matrix?.planes ?? 1;
  const identity = matrix === null;
  const repeats = identity ? 0 : state.vectorReads;
  const work = { words, tiles, planes, repeats, identity };
  const toResult = completingBeat(work, 0) + array + dequantiseLatencyCycles(p);
  const lastBeat = completingBeat(work, tiles - 1);

  // Beat 0 reads its operand in the cycle behind its issue, when word 0 has just been stored; later, where the weight is,
  // but not before the vector's own scale is there.
  const stored = later(state.vector, Math.max(quantiseLatencyCycles(p) - lead, scaleLatencyCycles(p)));
  let issue = latest(stored, state.arrayFree, state.issueFree);
  if (operation.norm) {
    // The root enters the scale in the last cycle before the first accumulator is multiplied.
    issue = latest(issue, later(state.vector, rsqrtLatencyCycles(p) - (array - 1)));
  }
  const toRope = p.biases * HEAD_BIAS_LATENCY_CYCLES;
  if (p.rotary === 1 && (operation.sink === 'k' || operation.sink === 'q')) {
    issue = latest(issue, later(START, ropeReadyCycles(p) - toRope - toResult));
  }
  if (operation.sink === 'up' && p.gate !== 'none') {
    const kept = gatedActivationUpCycles({ mode: p.gate, beats: p.hiddenBeats });
    issue = latest(issue, later(state.gateLast, kept - toResult));
  }
  const firstResult = later(issue, toResult);
  const lastResult = later(firstResult, lastBeat - completingBeat(work, 0));

  if (operation.sink === 'residual_set') state.residualSet = lastResult;
  if (operation.sink === 'residual_add' && !before(state.residualSet, firstResult)) {
    throw new Error('the residual stream would be added to before it is set');
  }
  const rotated = later(lastResult, toRope + p.rotary * ropeLatencyCycles(p));
  if (operation.sink === 'q') state.queryLast = rotated;
  if (operation.sink === 'k') state.keyLast = rotated;
  if (operation.sink === 'v') state.valueLast = rotated;
  if (operation.sink === 'gate') state.gateLast = lastResult;
  if (operation.sink === 'logits') state.logitsLast = lastResult;
  if (!identity) state.vectorReads++;
  if (operation.emits) setVector(state, later(lastResult, toBusCycles(operation.sink, p)));
  state.arrayFree = later(issue, lastBeat + 1);
  state.issueFree = later(issue, 1);
  const base = state.nextBase;
  if (matrix !== null) state.nextBase += words * planes * tiles;
  return {
    unit: 'matmul_array',
    matrix: matrix?.name ?? null,
    layer: operation.layer,
    base: matrix === null ? 0 : base,
    words,
    tiles,
    planes,
    repeats,
    norm: operation.norm,
    sink: operation.sink,
    emits: operation.emits,
    constant: operation.constant,
    issue,
  };
}

/** A vector that nothing has read yet. */
function setVector(state: State, last: StepTime): void {
  state.vector = last;
  state.vectorReads = 0;
}

/** From a result to the vector bus. */
function toBusCycles(sink: Sink, p: CoreParameters): number {
  if (sink === 'activation') return 0;
  return sink === 'up' ? gatedActivationLatencyCycles(p) : residualLatencyCycles(p);
}

function later(time: StepTime, cycles: number): StepTime {
  return { cycles: time.cycles + cycles, attentions: time.attentions };
}

/** True where `a` comes before `b` at every position (an attention pass takes at least one cycle). */
function before(a: StepTime, b: StepTime): boolean {
  return a.attentions <= b.attentions && a.cycles < b.cycles + (b.attentions - a.attentions);
}

/** The latest of times; a time with more attention passes before it must not be the smaller in cycles as well. */
function latest(first: StepTime, ...others: readonly StepTime[]): StepTime {
  let result = first;
  for (const time of others) {
    if (time.attentions === result.attentions) {
      if (time.cycles > result.cycles) result = time;
    } else {
      const [fewer, more] = time.attentions < result.attentions ? [time, result] : [result, time];
      // At position 0 a pass is at least one cycle; a later start is always legal, so the shortest pass decides.
      const lift = Math.max(0, fewer.cycles - more.cycles - (more.attentions - fewer.attentions));
      result = later(more, lift);
    }
  }
  return result;
}
