/** Random designs and vectors for kv_quantise, and the beats that timing and math expect of it. */

import fc from 'fast-check';
import { integerTables } from '../../../generator/model/tables.ts';
import { checkKvQuantise, kvQuantiseLatency } from '../../../generator/units/kv_quantise/latency.ts';
import { createQuantisedHeads, quantiseHeads } from '../../../sim/units/kv_quantise/math.ts';
import { codesBeat } from '../../../sim/units/kv_quantise/timing.ts';
import type { Beat, Stimulus, UnitRun } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';
import { random, randomHeads } from '../attention/play.ts';

export const KV_QUANTISE_MODULES = [
  'kv_quantise',
  'kv_quantise_head',
  'delay_line',
  'leading_one',
  'max_tree',
  'multiplier',
  'rom',
  'round_clamp_biased',
  'table_lookup',
] as const;

export interface KvQuantiseDesign {
  readonly rows: number;
  readonly headDim: number;
  /** Heads of a beat that are used, where a beat holds several. */
  readonly usedSlots: number;
  readonly pipeline: 0 | 1;
}

export interface KvQuantiseCase {
  readonly design: KvQuantiseDesign;
  /** Beats (or heads, where one takes several beats) of each vector. */
  readonly vectors: readonly number[];
  readonly gaps: readonly number[];
  readonly seed: number;
  readonly enableSeed: number | undefined;
}

export const kvQuantiseCases: fc.Arbitrary<KvQuantiseCase> = fc
  .record({
    rows: fc.constantFrom(1, 2, 4, 8, 16, 32),
    times: fc.integer({ min: 1, max: 5 }),
    divisor: fc.nat(5),
    slots: fc.nat(),
    pipeline: fc.constantFrom(0 as const, 1 as const),
    vectors: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }),
    gaps: fc.oneof(
      fc.constant([0]),
      fc.array(fc.constantFrom(0, 0, 0, 1, 2, 9), { minLength: 1, maxLength: 9 }),
    ),
    seed: fc.nat(),
    enableSeed: fc.option(fc.nat(), { nil: undefined }),
  })
  .map(({ rows, times, divisor, slots, pipeline, ...rest }) => {
    const headDim = times > 1 ? times * rows : Math.max(1, rows / 2 ** divisor);
    const usedSlots = 1 + (slots % Math.max(1, rows / headDim));
    return { design: { rows, headDim, usedSlots, pipeline }, ...rest };
  });

const TAG_BITS = 3;

const tables = integerTables({
  activationFormat: 'int8',
  scaleBits: 12,
  reciprocalBits: 13,
  scoreFrac: 8,
  probBits: 12,
  logitFrac: 10,
  samplerWeightBits: 12,
});

function reciprocal() {
  if (tables.reciprocal === null) throw new Error('int8 activations have a reciprocal');
  return tables.reciprocal;
}

export function kvQuantiseParameters(design: KvQuantiseDesign): Record<string, number | string> {
  const { rows, headDim, usedSlots, pipeline } = design;
  const { fields, t1Bits } = reciprocal();
  checkKvQuantise(design, tables.reciprocal);
  return {
    ROWS: rows,
    LANES: headDim > rows ? rows : usedSlots * headDim,
    HEAD_DIM: headDim,
    RECIPROCAL_BITS: 13,
    K0: fields.k0,
    K1: fields.k1,
    K2: fields.k2,
    T1_BITS: t1Bits,
    T0_FILE: 't0.mem',
    T1_FILE: 't1.mem',
    TAG_BITS,
    PIPELINE: pipeline,
  };
}

export function kvQuantiseImages(): Record<string, string> {
  const { t0, t1, t1Bits } = reciprocal();
  const image = (values: Int32Array, bits: number) =>
    Array.from(values, (value) => `${BigInt.asUintN(bits, BigInt(value)).toString(16)}\n`).join('');
  return { 't0.mem': image(t0, 13), 't1.mem': image(t1, t1Bits) };
}

export function kvQuantiseRun(
  design: KvQuantiseDesign,
): Omit<UnitRun, 'stimulus' | 'cycles' | 'simulator' | 'enableSeed'> {
  const { rows, headDim } = design;
  const scale = { name: 'scale_o', width: 16 * Math.max(1, rows / headDim) };
  return {
    top: 'kv_quantise',
    sources: unitSources(...KV_QUANTISE_MODULES),
    parameters: kvQuantiseParameters(design),
    images: kvQuantiseImages(),
    inputs: [
      ...['in_valid_i', 'in_first_i', 'in_last_i'].map((name) => ({ name, width: 1 })),
      { name: 'in_tag_i', width: TAG_BITS },
      { name: 'in_data_i', width: 16 * rows },
    ],
    capture: [
      {
        stream: 'codes',
        valid: 'out_valid_o',
        payload: [
          { name: 'out_first_o', width: 1 },
          { name: 'out_last_o', width: 1 },
          { name: 'out_tag_o', width: TAG_BITS },
          { name: 'out_data_o', width: 8 * rows },
          scale,
        ],
      },
      { stream: 'scale', valid: 'scale_valid_o', payload: [{ name: 'scale_first_o', width: 1 }, scale] },
    ],
  };
}

/** Plays the vectors one after another. */
export function playKvQuantise({ design, vectors, gaps, seed }: KvQuantiseCase): {
  stimulus: Stimulus[];
  expected: Beat[];
} {
  const { rows, headDim, usedSlots } = design;
  const slots = headDim > rows ? 1 : rows / headDim;
  const used = headDim > rows ? 1 : usedSlots;
  const beatsOfHead = Math.max(1, headDim / rows);
  const next = random(seed);
  const stimulus: Stimulus[] = [];
  const expected: Beat[] = [];
  let cycle = 1;
  let gap = 0;
  const wait = () => gaps[gap++ % gaps.length] ?? 0;
  for (const [tag, count] of vectors.entries()) {
    for (let group = 0; group < count; group++) {
      const elements = randomHeads(slots, headDim, next);
      const opens = group === 0 ? 1 : 0;
      const closes = group === count - 1 ? 1 : 0;
      let last = 0;
      for (let beat = 0; beat < beatsOfHead; beat++) {
        cycle += wait();
        stimulus[cycle] = {
          in_valid_i: 1,
          in_first_i: beat === 0 ? opens : 0,
          in_last_i: beat === beatsOfHead - 1 ? closes : 0,
          in_tag_i: tag,
          in_data_i: packed(elements.subarray(beat * rows, (beat + 1) * rows), 16),
        };
        last = cycle++;
      }
      const { codes, mantissas, exponents } = createQuantisedHeads(slots, headDim);
      const heads = { codes, mantissas, exponents };
      quantiseHeads(elements, used, headDim, heads, 0, reciprocal(), 13);
      const scales = Array.from(mantissas, (mantissa, slot) => mantissa + 4096 * (exponents[slot] ?? 0));
      const scale_o = packed(scales, 16);
      for (let beat = 0; beat < beatsOfHead; beat++) {
        const at = codesBeat(last, beat, design);
        const lastBeat = beat === beatsOfHead - 1;
        const payload = {
          out_first_o: BigInt(beat === 0 ? opens : 0),
          out_last_o: BigInt(lastBeat ? closes : 0),
          out_tag_o: BigInt(tag),
          out_data_o: packed(codes.subarray(beat * rows, (beat + 1) * rows), 8),
          scale_o,
        };
        expected.push({ stream: 'codes', cycle: at, payload });
        if (lastBeat) {
          expected.push({ stream: 'scale', cycle: at, payload: { scale_first_o: BigInt(opens), scale_o } });
        }
      }
      if (codesBeat(last, 0, design) !== last + kvQuantiseLatency(design))
        throw new Error('latencies differ');
    }
  }
  return { stimulus, expected };
}

function packed(values: ArrayLike<number>, bits: number): bigint {
  let data = 0n;
  for (let at = values.length - 1; at >= 0; at--) {
    data = (data << BigInt(bits)) | BigInt.asUintN(bits, BigInt(values[at] ?? 0));
  }
  return data;
}
