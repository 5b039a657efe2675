import type { IntegerModel, Operation } from '../model/integer-model.ts';
import type { CoreParameters } from '../units/core-parameters.ts';
import { DEQUANTISE_LATENCY_CYCLES } from '../units/dequantise.ts';
import { EMBEDDING_LATENCY_CYCLES } from '../units/embedding.ts';
import { arrayLatencyCycles } from '../units/matmul_array.ts';
import { quantiseLatencyCycles, rsqrtLatencyCycles } from '../units/norm_quantise.ts';
import { residualLatencyCycles } from '../units/residual.ts';
import type { MatmulOperation, MicroOperation, StepTime } from './micro-operation.ts';

/** Latencies of the units that are chosen or built elsewhere, in core cycles. */
export interface ChosenLatencies {
  /** From the attention's micro-operation to its last bus beat, without the length of the pass. */
  readonly attention: number;
  /** From q's last beat to the first cycle in which the attention may start. */
  readonly attentionStart: number;
  /** From the last logits to the token. */
  readonly sampler: number;
}

/** Where the schedule stands: one vector is in flight at a time, so a few times describe everything. */
interface State {
  /** Last bus beat of the vector in norm_quantise. */
  vector: StepTime;
  /** First cycle in which the array takes a micro-operation. */
  arrayFree: StepTime;
  /** First cycle in which the sequencer can issue the next word. */
  issueFree: StepTime;
  queryLast: StepTime;
  residualSet: StepTime;
  logitsLast: StepTime;
  nextBase: number;
}

/**
 * The static schedule of a token step: every operation as soon as its operands, its unit and the sequencer allow.
 * Times hold for every position: an attention pass of attentionCycles × (position + 1) cycles is a symbolic addend.
 */
export function schedule(model: IntegerModel, p: CoreParameters, chosen: ChosenLatencies): MicroOperation[] {
  const start: StepTime = { cycles: 0, attentions: 0 };
  const state: State = {
    vector: start,
    arrayFree: start,
    issueFree: start,
    queryLast: start,
    residualSet: start,
    logitsLast: start,
    nextBase: 0,
  };
  const operations: MicroOperation[] = [];
  const lastLayer = model.shape.layers - 1;
  for (const operation of model.operations) {
    if (operation.kind === 'embedding') {
      operations.push({ unit: 'embedding', issue: start });
      state.vector = later(start, EMBEDDING_LATENCY_CYCLES + p.beats - 1);
      state.issueFree = later(start, 1);
    } else if (operation.kind === 'linear') {
      operations.push(placeLinear(model, p, operation, state));
    } else {
      const issue = latest(later(state.queryLast, chosen.attentionStart), state.issueFree);
      const endsPrefill = operation.layer === lastLayer;
      operations.push({ unit: 'attention', layer: operation.layer, endsPrefill, issue });
      const passed = { cycles: issue.cycles, attentions: issue.attentions + 1 };
      state.vector = later(passed, chosen.attention);
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
  operation: Extract<Operation, { kind: 'linear' }>,
  state: State,
): MatmulOperation {
  const matrix = operation.linear === null ? null : (model.linears[operation.linear] ?? null);
  const words = matrix === null ? 1 : Math.ceil(matrix.cols / p.lanes);
  const tiles = Math.ceil((matrix === null ? model.shape.width : matrix.rows) / p.rows);
  const array = arrayLatencyCycles(p);

  // Beat 0 reads its operand in the cycle behind its issue, when word 0 has just been stored.
  let issue = latest(later(state.vector, quantiseLatencyCycles(p)), state.arrayFree, state.issueFree);
  if (operation.norm) {
    // The root enters the scale in the last cycle before the first accumulator is multiplied.
    issue = latest(issue, later(state.vector, rsqrtLatencyCycles(p) - (array - 1)));
  }
  const firstResult = later(issue, words - 1 + array + DEQUANTISE_LATENCY_CYCLES);
  const lastResult = later(firstResult, (tiles - 1) * words);

  if (operation.sink === 'residual_set') state.residualSet = lastResult;
  if (operation.sink === 'residual_add' && !before(state.residualSet, firstResult)) {
    throw new Error('the residual stream would be added to before it is set');
  }
  if (operation.sink === 'q') state.queryLast = lastResult;
  if (operation.sink === 'logits') state.logitsLast = lastResult;
  if (operation.emits) {
    const toBus = operation.sink === 'activation' ? 0 : residualLatencyCycles(p);
    state.vector = later(lastResult, toBus);
  }
  state.arrayFree = later(issue, words * tiles);
  state.issueFree = later(issue, 1);
  const base = state.nextBase;
  if (matrix !== null) state.nextBase += words * tiles;
  return {
    unit: 'matmul_array',
    matrix: matrix?.name ?? null,
    layer: operation.layer,
    base: matrix === null ? 0 : base,
    words,
    tiles,
    norm: operation.norm,
    sink: operation.sink,
    emits: operation.emits,
    constant: operation.constant,
    issue,
  };
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
