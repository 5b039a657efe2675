/** Random work for lookup_array with a weight store: vectors, operations, and the beats that timing and math expect. */

import fc from 'fast-check';
import { imageText, packElements } from '../../../generator/emit/image.ts';
import { weightWords } from '../../../generator/emit/weight-words.ts';
import type { IntegerLinear } from '../../../generator/model/integer-model.ts';
import type { MatmulOperation } from '../../../generator/program/micro-operation.ts';
import { bitsFor } from '../../../generator/units/core-parameters.ts';
import { CODE_BITS, lookupGroups } from '../../../generator/units/lookup_array/groups.ts';
import { lookupFree, lookupOperandRead, lookupResult } from '../../../sim/units/lookup_array/timing.ts';
import { matmul } from '../../../sim/units/matmul_array/math.ts';
import type { Beat, Stimulus, UnitRun } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';
import { random } from '../attention/play.ts';

export interface LookupDesign {
  readonly rows: number;
  readonly lanes: number;
  readonly words: number;
  readonly tiles: number;
  readonly activationBits: 8 | 16;
  readonly accShift: number;
  readonly levels: number;
  readonly planes: 0 | 1;
  readonly weightDelay: 0 | 1;
}

export interface LookupCase {
  readonly design: LookupDesign;
  /** Operations by length; a vector comes before those that say so, and before the first. */
  readonly operations: readonly {
    readonly kind: 'ternary' | 'digits' | 'identity';
    readonly newVector: boolean;
    readonly words: number;
    readonly tiles: number;
    readonly gap: number;
  }[];
  readonly seed: number;
  readonly enableSeed: number | undefined;
}

export const lookupCases: fc.Arbitrary<LookupCase> = fc
  .record({
    rowBits: fc.integer({ min: 0, max: 3 }),
    groupBits: fc.integer({ min: 0, max: 2 }),
    words: fc.integer({ min: 1, max: 4 }),
    tiles: fc.integer({ min: 1, max: 5 }),
    activationBits: fc.constantFrom(8 as const, 16 as const),
    accShift: fc.integer({ min: 0, max: 4 }),
    levels: fc.integer({ min: 1, max: 6 }),
    planes: fc.constantFrom(0 as const, 1 as const),
    weightDelay: fc.constantFrom(0 as const, 1 as const),
  })
  .map(({ rowBits, groupBits, ...rest }) => ({
    ...rest,
    rows: 2 ** rowBits,
    lanes: 2 ** (rowBits + groupBits),
  }))
  .chain((design) =>
    fc.record({
      design: fc.constant(design),
      operations: fc.array(
        fc.record({
          kind: fc.constantFrom('ternary', 'ternary', design.planes === 1 ? 'digits' : 'ternary', 'identity'),
          newVector: fc.boolean(),
          words: fc.integer({ min: 1, max: design.words }),
          tiles: fc.integer({ min: 1, max: design.tiles }),
          gap: fc.constantFrom(0, 0, 0, 1, 7),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      seed: fc.nat(),
      enableSeed: fc.option(fc.nat(), { nil: undefined }),
    }),
  );

const ACC_BITS = 32;
const X_BITS = 16;

/** What runs a case, and what it has to put out. */
export function playLookup({ design, operations, seed }: LookupCase): {
  run: Omit<UnitRun, 'simulator' | 'cycles' | 'enableSeed'>;
  expected: Beat[];
} {
  const next = random(seed);
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const { rows, lanes, activationBits, accShift } = design;
  const raw = Array.from({ length: design.tiles }, () =>
    Array.from({ length: rows }, () => between(-(2 ** 15) + 1, 2 ** 15 - 1)),
  );
  const limit = 2 ** (activationBits - 1) - 1;
  const stimulus: Stimulus[] = [];
  const expected: Beat[] = [];
  const linears: IntegerLinear[] = [];
  const issued: MatmulOperation[] = [];
  let vector = new Int16Array(0);
  let stored = 0;
  let free = 0;
  let base = 0;
  let words = 0;
  let reads = 0;
  operations.forEach(({ kind, newVector, gap, ...size }, index) => {
    const identity = kind === 'identity';
    const fresh = newVector || index === 0;
    // All operations on a vector go through the same words.
    if (fresh) [words, reads] = [size.words, 0];
    const work = {
      identity,
      words: identity ? 1 : words,
      tiles: size.tiles,
      planes: kind === 'digits' ? 7 : 1,
      repeats: identity ? 0 : reads++,
    };
    if (fresh) {
      // Extremes as often as anything else.
      const most = next() < 0.5 ? limit : between(1, limit);
      vector = Int16Array.from({ length: design.words * lanes }, () =>
        next() < 0.3 ? most * (next() < 0.5 ? -1 : 1) : between(-most, most),
      );
      stored = free;
      for (let word = 0; word < design.words; word++) {
        const elements = vector.subarray(word * lanes, (word + 1) * lanes);
        const data = packElements(elements, activationBits);
        stimulus[stored + word] = { q_valid_i: 1, q_first_i: word === 0 ? 1 : 0, q_data_i: data };
      }
    }
    // As soon as the first operand is there; the others follow faster than they are read.
    let issue = Math.max(free, stored) + gap;
    while (!identity && lookupOperandRead(issue, 0, work, design) <= stored) issue++;
    stimulus[issue] = {
      ...stimulus[issue],
      start_i: 1,
      base_i: base,
      last_word_i: work.words - 1,
      last_tile_i: work.tiles - 1,
      planes_i: work.planes > 1 ? 1 : 0,
      identity_i: identity ? 1 : 0,
    };
    free = lookupFree(issue, work);
    const count = work.tiles * rows;
    const acc = new Float64Array(count);
    if (identity) {
      acc.set(raw.slice(0, work.tiles).flatMap((beat) => beat.map((value) => value * 2 ** accShift)));
    } else {
      const cols = work.words * lanes;
      const largest = kind === 'digits' ? 127 : 1;
      const weights = Int16Array.from({ length: count * cols }, () => between(-largest, largest));
      const name = `m${index}`;
      linears.push({
        ...{ name, rows: count, cols, weights, scale: 1, rowScales: null },
        ...{ groups: null, planes: work.planes },
      });
      issued.push({ ...UNSCALED, ...work, matrix: name, base });
      base += work.words * work.tiles * work.planes;
      const half = accShift === 0 ? 0 : 2 ** (accShift - 1);
      matmul(weights, count, cols, vector, half, acc);
    }
    for (let tile = 0; tile < work.tiles; tile++) {
      expected.push({
        stream: 'acc',
        cycle: lookupResult(issue, tile, work, design),
        payload: {
          acc_first_o: BigInt(tile === 0),
          acc_last_o: BigInt(tile === work.tiles - 1),
          acc_data_o: packElements(acc.subarray(tile * rows, (tile + 1) * rows), ACC_BITS),
        },
      });
    }
  });
  const weights = weightWords({ linears }, { rows, lanes, weightBits: 2 }, 'lookup_array', issued);
  const padded = weights.length === 0 ? [0n] : weights;
  const rawWords = raw.map((beat) => packElements(beat, X_BITS));
  const wordBits = rows * lookupGroups(lanes) * CODE_BITS;
  return {
    run: {
      ...benchOf(design, padded.length),
      stimulus: Array.from({ length: stimulus.length }, (_, cycle) => stimulus[cycle] ?? {}),
      images: { 'weights.mem': imageText(padded, wordBits), 'raw.mem': imageText(rawWords, rows * X_BITS) },
    },
    expected,
  };
}

const UNSCALED = {
  unit: 'matmul_array',
  layer: 0,
  norm: false,
  sink: 'q',
  emits: false,
  constant: { mantissa: 0, shift: 0 },
  issue: { cycles: 0, attentions: 0 },
} as const;

const MODULES = [
  'lookup_array',
  'lookup_accumulator',
  'lookup_digits',
  'lookup_table',
  'lookup_walk',
  'adder_tree',
  'delay_line',
  'resize_signed',
] as const;

export const LOOKUP_SOURCES = unitSources(...MODULES);

export function lookupParameters(design: LookupDesign, weightWordCount: number) {
  return {
    ROWS: design.rows,
    LANES: design.lanes,
    WORDS: design.words,
    TILES: design.tiles,
    X_BITS,
    ACTIVATION_BITS: design.activationBits,
    ACC_BITS,
    ACC_SHIFT: design.accShift,
    LEVELS: design.levels,
    BASE_BITS: bitsFor(weightWordCount - 1),
    TILE_BITS: bitsFor(design.tiles),
    WORD_BITS: bitsFor(design.words),
    PLANES: design.planes,
    WEIGHT_DELAY: design.weightDelay,
  };
}

/** Ports of the array but clock, reset and enable: those that a case drives and captures, and those of the two memories. */
export function lookupPorts({ rows, lanes, activationBits }: LookupDesign, parameters: LookupParameters) {
  const { BASE_BITS, TILE_BITS, WORD_BITS } = parameters;
  const inputs = [
    { name: 'q_valid_i', width: 1 },
    { name: 'q_first_i', width: 1 },
    { name: 'q_data_i', width: lanes * activationBits },
    { name: 'start_i', width: 1 },
    { name: 'base_i', width: BASE_BITS },
    { name: 'last_word_i', width: WORD_BITS },
    { name: 'last_tile_i', width: TILE_BITS },
    { name: 'planes_i', width: 1 },
    { name: 'identity_i', width: 1 },
  ];
  const payload = [
    { name: 'acc_first_o', width: 1 },
    { name: 'acc_last_o', width: 1 },
    { name: 'acc_data_o', width: rows * parameters.ACC_BITS },
  ];
  const addresses = [
    { name: 'w_address_o', width: BASE_BITS },
    { name: 'raw_index_o', width: TILE_BITS },
  ];
  const memories = [
    { name: 'w_data_i', width: rows * lookupGroups(lanes) * CODE_BITS },
    { name: 'raw_data_i', width: rows * X_BITS },
  ];
  return { inputs, payload, addresses, memories };
}

type LookupParameters = ReturnType<typeof lookupParameters>;

/** The array between a store with its weights and a memory with the vector as it came. */
function benchOf(design: LookupDesign, weightWordCount: number) {
  const parameters = lookupParameters(design, weightWordCount);
  const { BASE_BITS, TILE_BITS } = parameters;
  const { inputs, payload, memories } = lookupPorts(design, parameters);
  const [wordBits = 0, rawBits = 0] = memories.map(({ width }) => width);
  const outputs = [{ name: 'acc_valid_o', width: 1 }, ...payload];
  const settings = Object.entries(parameters).map(([name, value]) => `.${name}(${value})`);
  const connected = [...inputs, ...outputs].map(({ name }) => `.${name}(${name})`);
  const bench = `module lookup_bench (
  input wire clk_i, rst_i, en_i,
${inputs.map(({ name, width }) => `  input wire [${width - 1}:0] ${name},`).join('\n')}
${outputs.map(({ name, width }) => `  output wire [${width - 1}:0] ${name}`).join(',\n')}
);
  wire [${BASE_BITS - 1}:0] w_address;
  wire [${wordBits - 1}:0] w_data;
  wire [${TILE_BITS - 1}:0] raw_index;
  wire [${rawBits - 1}:0] raw_data;
  weight_store #(.WORDS(${weightWordCount}), .INDEX_BITS(${BASE_BITS}), .DATA_BITS(${wordBits}), .STYLE("bram"), .DELAY(${design.weightDelay}), .FILE("weights.mem"))
    u_weights (.clk_i(clk_i), .en_i(en_i), .index_i(w_address), .data_o(w_data));
  weight_store #(.WORDS(${design.tiles}), .INDEX_BITS(${TILE_BITS}), .DATA_BITS(${rawBits}), .STYLE("bram"), .FILE("raw.mem"))
    u_raw (.clk_i(clk_i), .en_i(en_i), .index_i(raw_index), .data_o(raw_data));
  lookup_array #(${settings.join(', ')}) u_array (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), .w_address_o(w_address), .w_data_i(w_data), .raw_index_o(raw_index),
    .raw_data_i(raw_data), ${connected.join(', ')}
  );
endmodule
`;
  return {
    top: 'lookup_bench',
    sources: { ...LOOKUP_SOURCES, ...unitSources('weight_store'), 'lookup_bench.v': bench },
    parameters: {},
    inputs,
    capture: [{ stream: 'acc', valid: 'acc_valid_o', payload }],
  };
}
