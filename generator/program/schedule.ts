import type { Sink } from '../design/program-word.ts';
import type { Operation } from '../model/integer-model.ts';
import type { UnitContext } from '../units/context.ts';
import type { Latencies } from './latencies.ts';
import type { MatmulOperation, MicroOperation, StepTime } from './micro-operation.ts';

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
export function schedule({ model, plan }: UnitContext, latencies: Latencies): MicroOperation[] {
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
      setVector(state, later(start, latencies.embedding));
      if (operation.setsResidual) state.residualSet = state.vector;
      state.issueFree = later(start, 1);
    } else if (operation.kind === 'linear') {
      operations.push(placeLinear({ model, plan }, latencies, operation, state));
    } else {
      const issue = latest(
        later(state.queryLast, latencies.attention.queryToStart),
        later(state.keyLast, latencies.attention.keyToStart),
        later(state.valueLast, latencies.attention.valueToStart),
        state.issueFree,
      );
      const endsPrefill = operation.layer === lastLayer;
      operations.push({ unit: 'attention', layer: operation.layer, endsPrefill, issue });
      const passed = { cycles: issue.cycles, attentions: issue.attentions + 1 };
      setVector(state, later(passed, latencies.attention.lastBeat));
      state.issueFree = later(passed, 1);
    }
  }
  // The token is there in the cycle behind the step's last one.
  operations.push({ unit: 'end', issue: later(state.logitsLast, latencies.sampler - 1) });
  return operations;
}

/** Issues a linear operation (or the identity) and notes what its results do. */
function placeLinear(
  { model, plan }: Pick<UnitContext, 'model' | 'plan'>,
  latencies: Latencies,
  operation: Extract<Operation, { kind: 'linear' }>,
  state: State,
): MatmulOperation {
  const { array, lead, completingBeat } = latencies;
  const matrix = operation.linear === null ? null : (model.linears[operation.linear] ?? null);
  const words = matrix === null ? 1 : Math.ceil(matrix.cols / plan.lanes);
  const tiles = Math.ceil((matrix === null ? model.shape.width : matrix.rows) / plan.rows);
  const planes = matrix?.planes ?? 1;
  const identity = matrix === null;
  const repeats = identity ? 0 : state.vectorReads;
  const work = { words, tiles, planes, repeats, identity };
  const toResult = completingBeat(work, 0) + array + latencies.dequantise;
  const lastBeat = completingBeat(work, tiles - 1);

  // Beat 0 reads its operand in the cycle behind its issue, when word 0 has just been stored; later, where the weight is,
  // but not before the vector's own scale is there.
  const stored = later(state.vector, Math.max(latencies.quantise - lead, latencies.scale));
  let issue = latest(stored, state.arrayFree, state.issueFree);
  if (operation.norm) {
    // The root enters the scale in the last cycle before the first accumulator is multiplied.
    issue = latest(issue, later(state.vector, latencies.rsqrt - (array - 1)));
  }
  const { headBias: toRope, ropeReady, gateToUp } = latencies;
  if (ropeReady !== null && (operation.sink === 'k' || operation.sink === 'q')) {
    issue = latest(issue, later(START, ropeReady - toRope - toResult));
  }
  if (operation.sink === 'up' && gateToUp !== null) {
    issue = latest(issue, later(state.gateLast, gateToUp - toResult));
  }
  const firstResult = later(issue, toResult);
  const lastResult = later(firstResult, lastBeat - completingBeat(work, 0));

  if (operation.sink === 'residual_set') state.residualSet = lastResult;
  if (operation.sink === 'residual_add' && !before(state.residualSet, firstResult)) {
    throw new Error('the residual stream would be added to before it is set');
  }
  const rotated = later(lastResult, toRope + latencies.rope);
  if (operation.sink === 'q') state.queryLast = rotated;
  if (operation.sink === 'k') state.keyLast = rotated;
  if (operation.sink === 'v') state.valueLast = rotated;
  if (operation.sink === 'gate') state.gateLast = lastResult;
  if (operation.sink === 'logits') state.logitsLast = lastResult;
  if (!identity) state.vectorReads++;
  if (operation.emits) setVector(state, later(lastResult, toBusCycles(operation.sink, latencies)));
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
function toBusCycles(sink: Sink, { gatedActivation, residual }: Latencies): number {
  if (sink === 'activation') return 0;
  return sink === 'up' ? gatedActivation : residual;
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
