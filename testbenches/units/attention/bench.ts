/** Random designs, vectors and times for the attention unit, and what they are at its ports. */

import type { IntegerTables } from '../../../generator/model/integer-model.ts';
import { integerTables } from '../../../generator/model/tables.ts';
import { type AttentionParameters, checkAttention } from '../../../generator/units/attention/latency.ts';
import type { Stimulus, UnitRun } from '../../support/run-unit.ts';
import { unitSources } from '../../support/unit-sources.ts';

/** A design under test, with its tables. */
export interface AttentionDesign {
  readonly parameters: AttentionParameters;
  readonly kvStore: 'block' | 'distributed';
  readonly tables: Pick<IntegerTables, 'attention_exp2' | 'attention_reciprocal' | 'reciprocal'>;
}

export interface AttentionShape {
  readonly rows: number;
  readonly heads: number;
  /** Without it, as many as heads. */
  readonly kvHeads?: number;
  readonly headDim: number;
  readonly headsParallel: number;
  readonly layers: number;
  readonly context: number;
  readonly kvBits: 8 | 16;
  /** Activations decide the width of the reciprocal. */
  readonly activationFormat: 'int8' | 'int16';
  readonly qFrac: number;
  readonly kFrac: number;
  readonly vFrac: number;
  readonly kvStore: 'block' | 'distributed';
  readonly pipeline: 0 | 1;
  /** Keys and values with scales; kvBits is 8 and activations are int8. */
  readonly scaled?: { readonly scoreShift: number; readonly outShift: number; readonly valueGuard: number };
}

/** The formats of docs/arithmetic.md §1 around a shape. */
export function attentionDesign(shape: AttentionShape): AttentionDesign {
  const { kvBits, activationFormat, kvStore, scaled, ...rest } = shape;
  const wide = activationFormat === 'int16';
  const scoreFrac = kvBits === 8 ? 8 : 10;
  const probBits = kvBits === 8 ? 12 : 15;
  const scaleBits = wide ? 16 : 12;
  const reciprocalBits = wide ? 16 : 13;
  const tables = integerTables({
    activationFormat,
    scaleBits,
    reciprocalBits,
    scoreFrac,
    probBits,
    logitFrac: 10,
    samplerWeightBits: 12,
  });
  const parameters: AttentionParameters = {
    ...rest,
    kvHeads: rest.heads,
    kvBits,
    xBits: wide ? 18 : 16,
    xFrac: wide ? 12 : 10,
    scoreFrac,
    scoreBits: kvBits === 8 ? 16 : 18,
    probBits,
    guardBits: kvBits === 8 ? 6 : 1,
    reciprocalBits,
    ...(scaled === undefined
      ? {}
      : { ...scaled, kvScaled: 1, qBits: 16, dotShift: Math.ceil(Math.log2(shape.headDim)) }),
  };
  checkAttention(parameters, tables);
  return { parameters, kvStore, tables };
}

/** Modules of the unit. */
export const ATTENTION_MODULES = [
  'attention',
  'attention_address',
  'attention_control',
  'attention_dot',
  'attention_emit',
  'attention_lane',
  'attention_row',
  'attention_scaled_row',
  'attention_scaled_score',
  'attention_scaled_store',
  'attention_score',
  'attention_slot',
  'attention_softmax',
  'attention_value',
  'attention_weight',
  'kv_memory',
  'kv_quantise',
  'kv_quantise_head',
  'leading_one',
  'max_tree',
  'multiplier',
  'round_clamp_biased',
  'table_lookup',
  'rom',
  'adder_tree',
  'optional_register',
  'delay_line',
] as const;

/** Everything of a run but the stimulus. */
export function attentionRun(design: AttentionDesign): Omit<UnitRun, 'stimulus' | 'cycles' | 'simulator'> {
  const { rows, kvBits, qBits = kvBits, xBits, layers, context } = design.parameters;
  const flags = ['y_valid_i', 'y_sink_k_i', 'y_sink_v_i', 'y_sink_q_i', 'y_first_i', 'y_last_i', 'start_i'];
  return {
    top: 'attention',
    sources: unitSources(...ATTENTION_MODULES),
    parameters: verilogParameters(design),
    inputs: [
      ...flags.map((name) => ({ name, width: 1 })),
      { name: 'y_data_i', width: rows * qBits },
      { name: 'layer_i', width: Math.max(1, Math.ceil(Math.log2(layers))) },
      { name: 'position_i', width: Math.max(1, Math.ceil(Math.log2(context))) },
      // Of a step's first position, where a step has several.
      { name: 'first_i', width: 1 },
    ],
    capture: [
      {
        stream: 'out',
        valid: 'out_valid_o',
        payload: [
          { name: 'out_first_o', width: 1 },
          { name: 'out_last_o', width: 1 },
          { name: 'out_data_o', width: rows * xBits },
        ],
      },
    ],
    images: tableImages(design),
  };
}

export function verilogParameters({
  parameters,
  kvStore,
  tables,
}: AttentionDesign): Record<string, number | string> {
  const plain = Object.entries(parameters).map(([name, value]) => [
    name === 'kvScaled' ? 'SCALED' : name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    value,
  ]);
  const ofTables = tableNames.flatMap(([prefix, name]) => {
    const table = tables[name];
    if (table === null) return [];
    const { fields, t1Bits } = table;
    return [
      [`${prefix}_K0`, fields.k0],
      [`${prefix}_K1`, fields.k1],
      [`${prefix}_K2`, fields.k2],
      [`${prefix}_T1_BITS`, Math.max(1, t1Bits)],
      [`${prefix}_T0_FILE`, `mem/${name}_t0.mem`],
      [`${prefix}_T1_FILE`, `mem/${name}_t1.mem`],
    ];
  });
  return Object.fromEntries([...plain, ...ofTables, ['KV_STORE', kvStore]]);
}

const tableNames = [
  ['EXP2', 'attention_exp2'],
  ['RECIPROCAL', 'attention_reciprocal'],
  ['QUANTISE', 'reciprocal'],
] as const;

/** `mem/<table>_t0.mem` and `_t1.mem`, hexadecimal. */
export function tableImages({ tables }: Pick<AttentionDesign, 'tables'>): Record<string, string> {
  const image = (values: Int32Array, bits: number) =>
    Array.from(values, (value) => `${BigInt.asUintN(bits, BigInt(value)).toString(16)}\n`).join('');
  return Object.fromEntries(
    tableNames.flatMap(([, name]) => {
      const table = tables[name];
      if (table === null) return [];
      const { t0, t1, outBits, t1Bits, fields } = table;
      const images = [[`mem/${name}_t0.mem`, image(t0, outBits)]];
      return fields.k2 === 0 ? images : [...images, [`mem/${name}_t1.mem`, image(t1, t1Bits)]];
    }),
  );
}

/** Beats of one vector on y: element r of beat b is b·rows + r, lanes beyond it hold noise that must not matter. */
export function vectorBeats(
  { rows, kvBits, qBits = kvBits }: AttentionParameters,
  sink: 'k' | 'v' | 'q',
  vector: Int32Array,
  noise: () => number,
): Stimulus[] {
  const beats = Math.ceil(vector.length / rows);
  return Array.from({ length: beats }, (_unused, beat) => {
    let data = 0n;
    for (let r = rows - 1; r >= 0; r--) {
      const element = vector[beat * rows + r] ?? noise();
      data = (data << BigInt(qBits)) | BigInt.asUintN(qBits, BigInt(element));
    }
    return {
      y_valid_i: 1,
      [`y_sink_${sink}_i`]: 1,
      y_first_i: beat === 0 ? 1 : 0,
      y_last_i: beat === beats - 1 ? 1 : 0,
      y_data_i: data,
    };
  });
}

/** Data of output beat `beat`: xBits a lane, zero beyond the vector. */
export function packBeat({ rows, xBits }: AttentionParameters, vector: Int32Array, beat: number): bigint {
  let data = 0n;
  for (let r = rows - 1; r >= 0; r--) {
    data = (data << BigInt(xBits)) | BigInt.asUintN(xBits, BigInt(vector[beat * rows + r] ?? 0));
  }
  return data;
}
