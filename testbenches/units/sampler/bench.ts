/** Random designs, sequences and times for all samplers, and what they are at the ports. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { BipartiteTable } from '../../../generator/model/integer-model.ts';
import { integerTables } from '../../../generator/model/tables.ts';
import type { SamplerThresholdShape } from '../../../generator/units/sampler_threshold/latency.ts';
import { type SamplingControls, samplerTable, sampleToken } from '../../../sim/units/sampler/math.ts';
import { advanceRandom, randomFraction, seedRandom } from '../../../sim/units/sampler_random/math.ts';
import { type Beat, runUnit, type Simulator, type Stimulus, type UnitRun } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';

export type SamplerUnit = 'sampler_parallel' | 'sampler_serial' | 'sampler_threshold';

export interface SamplerDesign {
  readonly rows: number;
  readonly vocabulary: number;
  readonly logitBits: number;
  readonly logitFrac: 10 | 12;
  /** Of sampler_threshold. */
  readonly shape?: SamplerThresholdShape;
}

/** One token of a run, as it is put to the unit. */
export interface SamplerTurn {
  /** Starts a new sequence with these settings; without them the last one goes on. */
  readonly sequence: { readonly controls: SamplingControls; readonly seed: number } | null;
  /** One a token of the vocabulary; what is missing is 0. */
  readonly logits: readonly number[];
  /** Idle cycles before each beat. */
  readonly gaps: readonly number[];
  /** Idle cycles behind the token. */
  readonly rest: number;
}

const MODULES: Readonly<Record<SamplerUnit, readonly string[]>> = {
  sampler_parallel: [
    'sampler_parallel',
    'sampler_choice',
    'sampler_draw',
    'sampler_kept',
    'sampler_maximum',
    'sampler_permute',
    'sampler_random',
    'sampler_rank',
    'sampler_ring',
    'sampler_weight',
    'adder',
    'carry_save_sum',
    'compressor',
    'largest_of',
    'optional_register',
    'prefix_sums',
    'rom',
    'table_lookup',
  ],
  sampler_serial: [
    'sampler_serial',
    'sampler_bank',
    'sampler_memory',
    'sampler_merge',
    'sampler_multiply',
    'sampler_random',
    'sampler_search',
    'sampler_sort',
    'rom',
    'table_lookup',
  ],
  sampler_threshold: [
    'sampler_threshold',
    'sampler_threshold_control',
    'sampler_threshold_count',
    'sampler_threshold_divide',
    'sampler_threshold_draw',
    'sampler_threshold_lane',
    'sampler_threshold_mass',
    'sampler_threshold_maximum',
    'sampler_threshold_multiply',
    'sampler_threshold_search',
    'sampler_threshold_totals',
    'sampler_threshold_tree',
    'sampler_threshold_words',
    'sampler_exp2',
    'sampler_random',
    'delay_line',
    'multiplier',
    'ones_count',
    'optional_register',
    'ram',
  ],
};

/** Verilog of a sampler and all that it instantiates. */
export function samplerSources(unit: SamplerUnit): Record<string, string> {
  return unitSources(...MODULES[unit]);
}

/** WF of docs/arithmetic.md §1. */
export function weightFrac(vocabulary: number): number {
  return Math.max(12, 7 + Math.ceil(Math.log2(vocabulary)));
}

export function samplerExp2({ logitFrac, vocabulary }: SamplerDesign): BipartiteTable {
  return integerTables({
    activationFormat: logitFrac === 10 ? 'int8' : 'int16',
    scaleBits: 12,
    reciprocalBits: 13,
    scoreFrac: 8,
    probBits: 12,
    logitFrac,
    samplerWeightBits: weightFrac(vocabulary),
  }).sampler_exp2;
}

export function samplerImages(design: SamplerDesign): Record<string, string> {
  const { t0, t1, outBits, t1Bits } = samplerExp2(design);
  const image = (words: Int32Array, bits: number) =>
    Array.from(words, (word) => `${(word < 0 ? word + 2 ** bits : word).toString(16)}\n`).join('');
  return { 'exp2_t0.mem': image(t0, outBits), 'exp2_t1.mem': image(t1, t1Bits) };
}

export function samplerParameters(design: SamplerDesign): Record<string, number | string> {
  const { fields, t1Bits } = samplerExp2(design);
  return {
    ROWS: design.rows,
    VOCABULARY: design.vocabulary,
    LOGIT_BITS: design.logitBits,
    LOGIT_FRAC: design.logitFrac,
    WEIGHT_FRAC: weightFrac(design.vocabulary),
    K0: fields.k0,
    K1: fields.k1,
    K2: fields.k2,
    T1_BITS: t1Bits,
    T0_FILE: 'exp2_t0.mem',
    T1_FILE: 'exp2_t1.mem',
    ...(design.shape !== undefined
      ? {
          LANES: design.shape.lanes,
          COUNT_BITS: design.shape.countBits,
          MASS_BITS: design.shape.massBits,
        }
      : {}),
  };
}

/** Random designs; the serial one takes powers of two of rows only. */
export function samplerDesigns(unit: SamplerUnit): fc.Arbitrary<SamplerDesign> {
  return fc.record({
    rows: unit === 'sampler_serial' ? fc.constantFrom(1, 2, 4, 8, 16) : fc.integer({ min: 1, max: 16 }),
    vocabulary: fc.integer({ min: 2, max: 40 }),
    logitBits: fc.integer({ min: 13, max: 26 }),
    logitFrac: fc.constantFrom(10 as const, 12 as const),
  });
}

/** Random designs of sampler_threshold: vocabularies that are no multiple of a word, searches of all widths. */
export const samplerThresholdDesigns: fc.Arbitrary<SamplerDesign> = fc
  .record({
    // Icarus Verilog takes a second a token for 32 lanes.
    rowsLog2: fc.nat(4),
    beats: fc.nat(2),
    vocabulary: fc.oneof(fc.integer({ min: 65, max: 200 }), fc.integer({ min: 65, max: 600 })),
    logitBits: fc.integer({ min: 13, max: 26 }),
    logitFrac: fc.constantFrom(10 as const, 12 as const),
    massBits: fc.integer({ min: 1, max: 4 }),
    more: fc.nat(2),
  })
  .map(({ rowsLog2, beats, massBits, more, ...design }) => ({
    ...design,
    rows: 2 ** rowsLog2,
    shape: {
      lanes: 2 ** Math.max(1, rowsLog2, Math.min(4, rowsLog2 + beats)),
      massBits,
      countBits: massBits + more,
    },
  }));

/** Random turns for a design: equal, near and extreme logits, all kinds of controls. */
export function samplerTurns(
  { vocabulary, logitBits, logitFrac }: SamplerDesign,
  lengths: { readonly minLength: number; readonly maxLength: number },
): fc.Arbitrary<SamplerTurn[]> {
  const most = 2 ** (logitBits - 1) - 1;
  const within = (limit: number) => fc.integer({ min: -Math.min(limit, most), max: Math.min(limit, most) });
  const logit = fc.constantFrom(0, 2, 2 ** logitFrac, 6 * 2 ** logitFrac, most).map(within);
  const logits = fc.oneof(
    logit.chain((each) => fc.array(each, { minLength: vocabulary, maxLength: vocabulary })),
    fc.array(fc.constantFrom(-most, most, 0), { minLength: vocabulary, maxLength: vocabulary }),
  );
  const largestK = 2 ** Math.ceil(Math.log2(vocabulary + 1)) - 1;
  const controls = fc.record({
    greedy: fc.constantFrom(false, false, false, false, true),
    topK: fc.oneof(fc.constantFrom(0, 1, vocabulary), fc.integer({ min: 0, max: largestK })),
    topP: fc.oneof(fc.constantFrom(1, 65536, 65535, 32768), fc.integer({ min: 1, max: 65536 })),
  });
  const sequence = fc.record({ controls, seed: fc.oneof(fc.nat(0xffffffff), fc.constant(0x9e3779b9)) });
  return fc.array(
    fc.record({
      sequence: fc.option(sequence, { freq: 2 }),
      logits,
      gaps: fc.array(fc.nat(2), { maxLength: 6 }),
      rest: fc.nat(2),
    }),
    lengths,
  );
}

/** What a unit is shown cycle by cycle, and what it must answer. */
export interface SamplerPlay {
  readonly stimulus: readonly Stimulus[];
  readonly expected: readonly Beat[];
}

/** Cycles behind a token after which its output is looked at again. */
const HELD = 3;

/** @param tokenAt core cycle of the token by that of its last beat: the unit's timing */
export function playSampler(
  design: SamplerDesign,
  turns: readonly SamplerTurn[],
  tokenAt: (last: number) => number,
): SamplerPlay {
  const { rows, vocabulary } = design;
  const table = samplerTable(samplerExp2(design));
  const beats = Math.ceil(vocabulary / rows);
  const stimulus: Stimulus[] = [];
  const expected: Beat[] = [];
  let controls: SamplingControls = { greedy: false, topK: 0, topP: 65536 };
  let state = seedRandom(0);
  for (const turn of turns) {
    if (turn.sequence !== null) {
      controls = turn.sequence.controls;
      state = seedRandom(turn.sequence.seed);
      stimulus.push({ ...ports(controls), seed_load_i: 1, seed_i: turn.sequence.seed });
    }
    const z = Int32Array.from({ length: vocabulary }, (_unused, i) => turn.logits[i] ?? 0);
    for (let beat = 0; beat < beats; beat++) {
      for (let gap = turn.gaps[beat] ?? 0; gap > 0; gap--)
        stimulus.push({ ...ports(controls), z_first_i: 1 });
      stimulus.push({
        ...ports(controls),
        z_valid_i: 1,
        z_first_i: beat === 0 ? 1 : 0,
        z_last_i: beat === beats - 1 ? 1 : 0,
        z_data_i: beatData(z, beat, design),
      });
    }
    const cycle = tokenAt(stimulus.length - 1);
    state = advanceRandom(state);
    const token_o = BigInt(sampleToken(z, controls, table, randomFraction(state)));
    expected.push({ stream: 'token', cycle, payload: { token_o } });
    expected.push({ stream: 'held', cycle: cycle + HELD, payload: { token_o } });
    while (stimulus.length < cycle + turn.rest) stimulus.push(ports(controls));
  }
  expected.sort((a, b) => a.cycle - b.cycle);
  return { stimulus, expected };
}

function ports({ greedy, topK, topP }: SamplingControls): Stimulus {
  return { greedy_i: greedy ? 1 : 0, top_k_i: topK, top_p_i: topP };
}

/** A beat of logits; behind the last one stands the largest number, which nobody must look at. */
function beatData(z: Int32Array, beat: number, { rows, logitBits }: SamplerDesign): bigint {
  let word = 0n;
  for (let row = rows - 1; row >= 0; row--) {
    const logit = z[beat * rows + row] ?? 2 ** (logitBits - 1) - 1;
    word = (word << BigInt(logitBits)) | BigInt.asUintN(logitBits, BigInt(logit));
  }
  return word;
}

/** The run of a unit behind a shell that looks at the token once more, later. */
export function samplerRun(
  unit: SamplerUnit,
  design: SamplerDesign,
  { stimulus, expected }: SamplerPlay,
): Omit<UnitRun, 'simulator'> {
  const { rows, vocabulary, logitBits } = design;
  const inputs = [
    ...['z_valid_i', 'z_first_i', 'z_last_i'].map((name) => ({ name, width: 1 })),
    { name: 'z_data_i', width: rows * logitBits },
    { name: 'greedy_i', width: 1 },
    { name: 'top_k_i', width: Math.ceil(Math.log2(vocabulary + 1)) },
    { name: 'top_p_i', width: 17 },
    { name: 'seed_i', width: 32 },
    { name: 'seed_load_i', width: 1 },
  ];
  const token = { name: 'token_o', width: Math.ceil(Math.log2(vocabulary)) };
  const parameters = samplerParameters(design);
  const values = Object.entries(parameters).map(
    ([name, value]) => `.${name}(${typeof value === 'string' ? `"${value}"` : value})`,
  );
  const shell = `module sampler_shell (
  input clk_i, rst_i, en_i, ${inputs.map(({ name, width }) => `input [${width - 1}:0] ${name}`).join(', ')},
  output token_valid_o, output held_o, output [${token.width - 1}:0] token_o
);
  ${unit} #(${values.join(', ')}) dut (
    .clk_i(clk_i), .rst_i(rst_i), .en_i(en_i), ${inputs.map(({ name }) => `.${name}(${name})`).join(', ')},
    .token_valid_o(token_valid_o), .token_o(token_o));
  reg [${HELD - 1}:0] valid_q;
  always @(posedge clk_i) if (rst_i) valid_q <= 0; else if (en_i) valid_q <= {valid_q[${HELD - 2}:0], token_valid_o};
  assign held_o = valid_q[${HELD - 1}];
endmodule
`;
  return {
    top: 'sampler_shell',
    sources: { ...samplerSources(unit), 'sampler_shell.v': shell },
    parameters: {},
    images: samplerImages(design),
    inputs,
    capture: [
      { stream: 'token', valid: 'token_valid_o', payload: [token] },
      { stream: 'held', valid: 'held_o', payload: [token] },
    ],
    stimulus,
    cycles: Math.max(stimulus.length, ...expected.map(({ cycle }) => cycle)) + 4,
  };
}

/** Runs turns on a design in a simulator and holds what comes out against timing and math. */
export type SamplerCheck = (
  design: SamplerDesign,
  turns: readonly SamplerTurn[],
  enableSeed: number | undefined,
  simulator: Simulator,
) => Promise<void>;

/** The check of a unit whose token comes at `token(logitsLast, design)`. */
export function samplerCheck(
  unit: SamplerUnit,
  token: (logitsLast: number, design: SamplerDesign) => number,
): SamplerCheck {
  return async (design, turns, enableSeed, simulator) => {
    const play = playSampler(design, turns, (last) => token(last, design));
    expect(await runUnit({ ...samplerRun(unit, design, play), enableSeed, simulator })).toEqual(
      play.expected,
    );
  };
}

/** Random designs with random turns, in Icarus Verilog; prints the seed. */
export async function checkRandomSamplers(
  unit: SamplerUnit,
  check: SamplerCheck,
  numRuns: number,
): Promise<void> {
  const large = unit === 'sampler_threshold';
  const cases = (large ? samplerThresholdDesigns : samplerDesigns(unit)).chain((design) =>
    fc.tuple(
      fc.constant(design),
      samplerTurns(design, { minLength: 1, maxLength: large ? 4 : 12 }),
      fc.option(fc.nat(1000), { nil: undefined }),
    ),
  );
  const seed = Math.floor(Math.random() * 2 ** 31);
  let tokens = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ([design, turns, enableSeed]) => {
      await check(design, turns, enableSeed, 'icarus');
      tokens += turns.length;
    }),
    { numRuns, seed },
  );
  console.info(`${unit}: ${numRuns} designs, ${tokens} tokens in Icarus Verilog, seed ${seed}`);
}
