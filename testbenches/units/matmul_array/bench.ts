/** Random operations for matmul_array, and the beats that timing and math expect of it. */

import fc from 'fast-check';
import { imageText, packElements } from '../../../generator/emit/image.ts';
import { groupedWeight, matmul } from '../../../sim/units/matmul_array/math.ts';
import { tileResult } from '../../../sim/units/matmul_array/timing.ts';
import type { Beat, Stimulus, UnitRun } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';
import { random } from '../attention/play.ts';

export const MATMUL_ARRAY_MODULES = [
  'matmul_array',
  'accumulator',
  'adder_tree',
  'delay_line',
  'group_sum',
  'group_sums',
  'multiplier',
  'operand_sums',
  'ram',
  'resize_signed',
  'sequence_rom',
] as const;

export interface MatmulArrayDesign {
  readonly format: 'ternary' | 'int8' | 'int4';
  readonly rows: number;
  readonly lanes: number;
  /** Words of a group of int4 codes. */
  readonly groupBeats: number;
  /** Words of the longest vector. */
  readonly words: number;
  readonly levels: number;
}

interface Operation {
  readonly tiles: number;
  /** Takes its weights digit by digit. */
  readonly digits: boolean;
  readonly identity: boolean;
  /** Cycles later than it could start. */
  readonly gap: number;
}

/** A vector and what reads it. */
interface Vector {
  readonly words: number;
  readonly operations: readonly Operation[];
}

export interface MatmulArrayCase {
  readonly design: MatmulArrayDesign;
  readonly vectors: readonly Vector[];
  readonly seed: number;
  readonly enableSeed: number | undefined;
}

export const matmulArrayCases: fc.Arbitrary<MatmulArrayCase> = fc
  .record({
    format: fc.constantFrom('ternary', 'int8', 'int4', 'int4', 'int4'),
    rowBits: fc.integer({ min: 0, max: 2 }),
    moreBits: fc.integer({ min: 0, max: 2 }),
    groupBits: fc.integer({ min: 0, max: 2 }),
    words: fc.integer({ min: 1, max: 9 }),
    levels: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
    enableSeed: fc.option(fc.nat(), { nil: undefined }),
  })
  .chain(({ rowBits, moreBits, groupBits, format, words, levels, ...rest }) => {
    const operation = fc.record({
      tiles: fc.integer({ min: 1, max: 3 }),
      digits: fc.boolean(),
      identity: fc.constantFrom(false, false, false, true),
      gap: fc.constantFrom(0, 0, 0, 1, 5),
    });
    const vector = fc.record({
      words: fc.integer({ min: 1, max: words }),
      operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
    });
    const sizes = { rows: 2 ** rowBits, lanes: 2 ** (rowBits + moreBits), groupBeats: 2 ** groupBits };
    return fc.record({
      design: fc.constant({ format, ...sizes, words, levels }),
      vectors: fc.array(vector, { minLength: 1, maxLength: 3 }),
      seed: fc.constant(rest.seed),
      enableSeed: fc.constant(rest.enableSeed),
    });
  });

const ACTIVATION_BITS = 8;
const X_BITS = 16;
const ACC_BITS = 40;
const SCALE_BITS = 8;
const WEIGHT_BITS = { ternary: 2, int4: 4, int8: 8 } as const;
const DIGITS = { ternary: 7, int4: 2, int8: 1 } as const;
const FILE = 'group_scales.mem';

interface Play {
  readonly stimulus: readonly Stimulus[];
  readonly expected: readonly Beat[];
  /** Scales and zero points in the order in which they are wanted. */
  readonly entries: readonly bigint[];
}

/** Plays the operations of each vector, the first one as early as its operands allow. */
export function playMatmulArray({ design, vectors, seed }: MatmulArrayCase): Play {
  const { format, rows, lanes, groupBeats } = design;
  const next = random(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const parameters = {
    ...{ lanes, levels: design.levels, weightDelay: 0, ternary: format === 'ternary' ? 1 : 0 },
    groupSize: format === 'int4' ? lanes * groupBeats : 0,
  };
  const stimulus: Record<string, bigint | number>[] = [];
  const at = (cycle: number): Record<string, bigint | number> => {
    while (stimulus.length <= cycle) stimulus.push({});
    return stimulus[cycle] ?? {};
  };
  const expected: Beat[] = [];
  const entries: bigint[] = [];
  at(1)['step_i'] = 1;
  let free = 3;
  for (const { words, operations } of vectors) {
    const cols = words * lanes;
    const q = Int16Array.from({ length: cols }, () => below(255) - 127);
    for (let word = 0; word < words; word++) {
      Object.assign(at(free + word), {
        q_valid_i: 1,
        q_first_i: word === 0 ? 1 : 0,
        q_data_i: packElements(q.subarray(word * lanes, (word + 1) * lanes), ACTIVATION_BITS),
      });
    }
    let start = free;
    for (const { tiles, digits, identity, gap } of operations) {
      start += gap;
      const planes = digits && !identity ? DIGITS[format] : 1;
      const beats = identity ? 1 : words * planes;
      Object.assign(at(start), {
        start_i: 1,
        last_word_i: identity ? 0 : words - 1,
        last_tile_i: tiles - 1,
        planes_i: planes > 1 ? 1 : 0,
        identity_i: identity ? 1 : 0,
      });
      for (let tile = 0; tile < tiles; tile++) {
        const sums = identity
          ? rawTile(start + 1 + tile)
          : weightTile(start + 1 + tile * beats, words, planes, q);
        expected.push({
          stream: 'acc',
          cycle: tileResult(
            start,
            tile,
            { words: identity ? 1 : words, tiles, planes, repeats: 0, identity },
            parameters,
          ),
          payload: {
            acc_first_o: tile === 0 ? 1n : 0n,
            acc_last_o: tile === tiles - 1 ? 1n : 0n,
            acc_data_o: packElements(sums, ACC_BITS),
          },
        });
      }
      start += beats * tiles;
    }
    // The next vector comes of the results.
    free = Math.max(...expected.map(({ cycle }) => cycle));
  }
  return { stimulus, expected, entries };

  /** A beat of a raw vector. */
  function rawTile(cycle: number): number[] {
    const raw = Array.from({ length: rows }, () => below(2 ** X_BITS - 1) - (2 ** (X_BITS - 1) - 1));
    at(cycle)['raw_data_i'] = packElements(raw, X_BITS);
    return raw;
  }

  /** Random weights of a tile, whose first word is wanted in `cycle`; the sums of its rows. */
  function weightTile(cycle: number, words: number, planes: number, q: Int16Array): Float64Array {
    const bits = WEIGHT_BITS[format];
    const weights = new Int16Array(rows * q.length);
    let group: readonly { readonly scale: number; readonly zeroPoint: number }[] = [];
    for (let beat = 0; beat < planes * words; beat++) {
      const word = beat % words;
      if (format === 'int4' && word % groupBeats === 0) {
        group = Array.from({ length: rows }, () => ({ scale: below(256), zeroPoint: below(16) - 8 }));
        const packed = group.map(({ scale, zeroPoint }) => scale + 256 * zeroPoint);
        entries.push(packElements(packed, SCALE_BITS + 4));
      }
      const elements = Array.from({ length: rows * lanes }, () =>
        format === 'ternary' ? below(3) - 1 : below(2 ** bits) - 2 ** (bits - 1),
      );
      at(cycle + beat)['w_data_i'] = packElements(elements, bits);
      elements.forEach((element, lane) => {
        const row = Math.floor(lane / lanes);
        const place = row * q.length + word * lanes + (lane % lanes);
        const own = group[row];
        const before = weights[place] ?? 0;
        weights[place] = own === undefined ? 2 * before + element : before + groupedWeight(element, own);
      });
    }
    const sums = new Float64Array(rows);
    matmul(weights, rows, q.length, q, 0, sums);
    return sums;
  }
}

export function matmulArrayParameters(
  { format, rows, lanes, groupBeats, words, levels }: MatmulArrayDesign,
  entries: number,
): Record<string, number | string> {
  const grouped = format === 'int4' ? 1 : 0;
  return {
    ...{ ROWS: rows, LANES: lanes, WORDS: words, X_BITS, ACTIVATION_BITS, ACC_BITS, LEVELS: levels },
    WEIGHT_BITS: WEIGHT_BITS[format],
    TERNARY: format === 'ternary' ? 1 : 0,
    PLANES: format === 'int8' ? 0 : DIGITS[format],
    BASE_BITS: 10,
    TILE_BITS: 2,
    WORD_BITS: 4,
    GROUP_SIZE: grouped * lanes * groupBeats,
    GROUPS: grouped * Math.ceil(words / groupBeats),
    GROUP_SCALE_BITS: grouped * SCALE_BITS,
    GROUP_WORDS: grouped * Math.max(1, entries),
    GROUP_FILE: grouped === 1 ? FILE : '',
  };
}

export function matmulArrayImages(
  { rows }: MatmulArrayDesign,
  entries: readonly bigint[],
): Record<string, string> {
  return { [FILE]: imageText(entries.length === 0 ? [0n] : entries, rows * (SCALE_BITS + 4)) };
}

export function matmulArrayRun(
  design: MatmulArrayDesign,
  entries: readonly bigint[],
): Omit<UnitRun, 'stimulus' | 'cycles' | 'simulator' | 'enableSeed'> {
  const { rows, lanes, format } = design;
  const flags = ['step_i', 'q_valid_i', 'q_first_i', 'start_i', 'planes_i', 'identity_i'];
  return {
    top: 'matmul_array',
    sources: unitSources(...MATMUL_ARRAY_MODULES),
    parameters: matmulArrayParameters(design, entries.length),
    images: matmulArrayImages(design, entries),
    inputs: [
      ...flags.map((name) => ({ name, width: 1 })),
      { name: 'q_data_i', width: lanes * ACTIVATION_BITS },
      { name: 'base_i', width: 10 },
      { name: 'last_word_i', width: 4 },
      { name: 'last_tile_i', width: 2 },
      { name: 'w_data_i', width: rows * lanes * WEIGHT_BITS[format] },
      { name: 'raw_data_i', width: rows * X_BITS },
    ],
    capture: [
      {
        stream: 'acc',
        valid: 'acc_valid_o',
        payload: [
          { name: 'acc_first_o', width: 1 },
          { name: 'acc_last_o', width: 1 },
          { name: 'acc_data_o', width: rows * ACC_BITS },
        ],
      },
    ],
  };
}
