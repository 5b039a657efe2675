import type { CoreParameters } from '../../generator/units/core-parameters.ts';
import type { LoadedDesign, LoadedWord } from '../design/load-design.ts';
import { dequantised, rootNeeded } from '../units/dequantise/timing.ts';
import { embeddingBeat } from '../units/embedding/timing.ts';
import { gatedActivationBeat, gateKept } from '../units/gated_activation/timing.ts';
import { biasedBeat } from '../units/head_bias/timing.ts';
import { quantisedWord, rootReady, scaleReady } from '../units/norm_quantise/timing.ts';
import { residualBeat } from '../units/residual/timing.ts';
import { ropeBeats, ropeReady } from '../units/rope/timing.ts';
import { samplerToken } from '../units/sampler/timing.ts';
import { ARRAY_UNIT_TIMES } from './array-units.ts';
import { ATTENTION_TIMES } from './attention-units.ts';

/** Core cycles, counted from the step's cycle 0, in which the beats of one program word leave each unit. */
export interface WordTimes {
  readonly issue: number;
  readonly accumulators: readonly number[];
  readonly results: readonly number[];
  /** With their biases, behind the rotation: queries, keys and values in a design that has them. */
  readonly biased: readonly number[];
  readonly rotated: readonly number[];
  /** On the vector bus. */
  readonly bus: readonly number[];
  /** Quantised words of the vector that this word put on the bus. */
  readonly quantised: readonly number[];
}

/** When everything of a step happens; the same for every step of its position and kind. */
export interface StepTimes {
  /** One entry a program word that was issued. */
  readonly words: readonly WordTimes[];
  /** Core cycles of the step. */
  readonly cycles: number;
  /** Cycle in which the sampled token is there; null in a step that ends early. */
  readonly token: number | null;
}

/** What the schedule must respect: the last writer of everything that is read. */
interface Known {
  vectorLast: number;
  vectorFirstQuantised: number;
  arrayBusyUntil: number;
  queryLast: number;
  keyLast: number;
  valueLast: number;
  /** Cycles by which the hidden vector's gates are kept, by beat. */
  gatesKept: readonly number[];
  residualSet: readonly number[];
  logitsLast: number;
}

/**
 * Times of a step at a position.
 * @throws Error if the program reads anything before it is written: a wrong schedule, never a property of data
 */
export function stepTimes(loaded: LoadedDesign, position: number, prefill: boolean): StepTimes {
  const p = loaded.design.core;
  const known: Known = {
    vectorLast: Number.POSITIVE_INFINITY,
    vectorFirstQuantised: Number.POSITIVE_INFINITY,
    arrayBusyUntil: 0,
    queryLast: Number.POSITIVE_INFINITY,
    keyLast: Number.POSITIVE_INFINITY,
    valueLast: Number.POSITIVE_INFINITY,
    gatesKept: [],
    residualSet: [],
    logitsLast: Number.POSITIVE_INFINITY,
  };
  const words: WordTimes[] = [];
  let issue = 0;
  for (const word of loaded.program) {
    if (word.end || (word.prefillEnd && prefill)) {
      const token = word.end ? samplerToken(known.logitsLast, loaded.design) : null;
      if (token !== null && token !== issue + 1)
        violated(`the step ends at ${issue}, its token comes at ${token}`);
      return { words, cycles: issue + 1, token };
    }
    words.push(wordTimes(word, issue, position, known, loaded));
    issue += 1 + word.wait + (word.waitAttention ? p.attentionCycles * (position + 1) : 0);
  }
  throw new Error('the program has no end');
}

function wordTimes(
  word: LoadedWord,
  issue: number,
  position: number,
  known: Known,
  loaded: LoadedDesign,
): WordTimes {
  const p = loaded.design.core;
  if (word.unit === 'embedding') {
    const bus = Array.from({ length: p.beats }, (_, beat) => embeddingBeat(issue, beat));
    if (loaded.design.embeddingSetsResidual) known.residualSet = bus;
    return vectorTimes(issue, bus, known, loaded);
  }
  if (word.unit === 'attention') {
    const unit = ATTENTION_TIMES[loaded.design.plan.attention];
    const times = { start: issue, position, parameters: p };
    if (issue < unit.mayStart({ query: known.queryLast, key: known.keyLast, value: known.valueLast }, p))
      violated(`attention starts at ${issue}`);
    const bus = Array.from({ length: p.attentionBeats }, (_, beat) => unit.beat(times, beat));
    return vectorTimes(issue, bus, known, loaded);
  }
  if (issue < known.arrayBusyUntil) violated(`the array is busy at ${issue}`);
  const array = ARRAY_UNIT_TIMES[loaded.design.plan.array];
  known.arrayBusyUntil = array.free(issue, word);
  if (!word.identity) {
    if (issue < scaleReady(known.vectorLast, p)) violated(`the scale of the operation at ${issue}`);
    for (let beat = 0; beat < word.words; beat++) {
      if (array.operandRead(issue, beat, word, p) <= known.vectorFirstQuantised + beat)
        violated(`operand ${beat} at ${issue}`);
    }
  }
  // An operation of one beat would have its result then, and its scale is made for that.
  const soonest = { words: 1, tiles: 1, planes: 1, repeats: 0, identity: true };
  if (word.norm && rootNeeded(array.result(issue, 0, soonest, p)) < rootReady(known.vectorLast, p)) {
    violated(`the root mean square of the operation at ${issue}`);
  }
  const tiles = Array.from({ length: word.tiles }, (_, tile) => tile);
  const accumulators = tiles.map((tile) => array.result(issue, tile, word, p));
  const results = accumulators.map((cycle) => dequantised(cycle, p));
  const biased = biasedBeats(word, results, p);
  const rotated = rotatedBeats(word, biased.length > 0 ? biased : results, p);
  const bus = placeResults(word, results, rotated.length > 0 ? rotated : biased, known, loaded);
  const quantised = word.emit ? vectorOnBus(bus, known, p.lanes / p.rows, loaded) : [];
  return { issue, accumulators, results, biased, rotated, bus, quantised };
}

/** Of a unit that puts a vector on the bus by itself. */
function vectorTimes(issue: number, bus: readonly number[], known: Known, loaded: LoadedDesign): WordTimes {
  const { lanes, rows } = loaded.design.core;
  return {
    issue,
    accumulators: [],
    results: [],
    biased: [],
    rotated: [],
    bus,
    quantised: vectorOnBus(bus, known, lanes / rows, loaded),
  };
}

function isHead({ sink }: LoadedWord): boolean {
  return sink === 'k' || sink === 'v' || sink === 'q';
}

function biasedBeats(word: LoadedWord, results: readonly number[], p: CoreParameters): readonly number[] {
  return p.biases === 1 && isHead(word) ? results.map(biasedBeat) : [];
}

/** Queries, keys and values behind the rotation. @throws Error if one comes before the position's angles */
function rotatedBeats(word: LoadedWord, results: readonly number[], p: CoreParameters): readonly number[] {
  if (p.rotary === 0 || !isHead(word)) return [];
  if (word.sink !== 'v' && (results[0] ?? 0) < ropeReady(0, p)) violated(`rotation at ${results[0]}`);
  return ropeBeats(results, p);
}

/** Bus beats of an operation's results, and what its destination knows from then on. */
function placeResults(
  word: LoadedWord,
  results: readonly number[],
  rotated: readonly number[],
  known: Known,
  loaded: LoadedDesign,
): readonly number[] {
  const p = loaded.design.core;
  const last = results.at(-1) ?? 0;
  const toAttention = rotated.at(-1) ?? last;
  switch (word.sink) {
    case 'residual_set':
      known.residualSet = results;
      break;
    case 'residual_add':
      results.forEach((cycle, tile) => {
        if (cycle <= (known.residualSet[tile] ?? Number.POSITIVE_INFINITY))
          violated(`residual beat ${tile} at ${cycle}`);
      });
      break;
    case 'q':
      known.queryLast = toAttention;
      break;
    case 'k':
      known.keyLast = toAttention;
      break;
    case 'v':
      known.valueLast = toAttention;
      break;
    case 'gate':
      known.gatesKept = results.map((cycle) => gateKept(cycle, gateTiming(p)));
      break;
    case 'up':
      results.forEach((cycle, tile) => {
        if (cycle < (known.gatesKept[tile] ?? Number.POSITIVE_INFINITY)) violated(`gate ${tile} at ${cycle}`);
      });
      break;
    case 'logits':
      known.logitsLast = last;
      break;
    default:
      break;
  }
  if (!word.emit) return [];
  if (word.sink === 'activation') return results;
  return results.map((cycle) =>
    word.sink === 'up' ? gatedActivationBeat(cycle, p) : residualBeat(cycle, p),
  );
}

function vectorOnBus(
  bus: readonly number[],
  known: Known,
  groups: number,
  loaded: LoadedDesign,
): readonly number[] {
  const last = bus.at(-1) ?? 0;
  known.vectorLast = last;
  const words = Array.from({ length: Math.ceil(bus.length / groups) }, (_, word) =>
    quantisedWord(last, word, loaded.design.core),
  );
  known.vectorFirstQuantised = words[0] ?? Number.POSITIVE_INFINITY;
  return words;
}

function gateTiming({ gate, hiddenBeats }: CoreParameters): { mode: 'silu' | 'relu2'; beats: number } {
  if (gate === 'none') violated('a gate without a unit');
  return { mode: gate, beats: hiddenBeats };
}

function violated(what: string): never {
  throw new Error(`the schedule reads before it writes: ${what}`);
}
