import { programWordBits } from '../design/program-word.ts';
import type { IntegerModel, IntegerTables } from '../model/integer-model.ts';
import type { EncodedProgram } from '../program/encode.ts';
import type { Plan } from '../sizing/plan.ts';
import { ARRAY_TIMES } from '../units/array-units.ts';
import { bitsFor, type CoreParameters } from '../units/core-parameters.ts';
import { samplerThresholdShape } from '../units/sampler_threshold/latency.ts';
import { moduleVerilog } from './render.ts';

/** A Verilog parameter: its name and its value's text. */
interface VerilogParameter {
  readonly name: string;
  readonly value: string | number;
}

/** Verilog of the accelerator's core. */
export function coreVerilog(
  model: string,
  p: CoreParameters,
  plan: Plan,
  { tables, operations }: Pick<IntegerModel, 'tables' | 'operations'>,
  program: EncodedProgram,
): string {
  const gated = p.gate !== 'none';
  const parameters = coreVerilogParameters(p, plan, tables, program);
  const view = {
    model,
    activation: gated ? 'gated_activation' : 'activation',
    activationParameters: gated ? gatedVerilogParameters(p, plan) : [],
    biasPartial: p.biases === 1 ? 'bias_added' : 'bias_none',
    headsPartial: p.rotary === 1 ? 'heads_rotated' : 'heads_plain',
    residualPartial: embeddingSetsResidual(operations) ? 'residual_of_embedding' : 'residual_of_norm',
    hiddenPartial: gated ? 'hidden_gated' : 'hidden_rectified',
    weightStore:
      plan.weightStore === 'hardwired'
        ? ''
        : '#(.WORDS(WEIGHT_WORDS), .INDEX_BITS(BASE_BITS), .DATA_BITS(WEIGHT_WORD_BITS),\n' +
          `      .STYLE("${plan.weightStore === 'lutrom' ? 'lutrom' : 'bram'}"), .FILE("mem/weights.mem"), .DELAY(WEIGHT_DELAY),\n` +
          '      .TAIL(WEIGHT_TAIL), .TAIL_FILE("mem/weights_tail.mem"))',
    array: plan.array,
    attention: plan.attention,
    sampler: plan.sampler,
    arrayStep: plan.array === 'matmul_array' ? ' .step_i(step_i),' : '',
    arrayParameters: arrayVerilogParameters(plan),
    attentionSlots: plan.attention === 'attention' ? ' .first_i(first_i),' : '',
    attentionParameters: attentionVerilogParameters(tables, plan),
    samplerParameters: samplerVerilogParameters(p, tables, plan),
  };
  // Of the parameters those that this design uses.
  const body = moduleVerilog('accelerator_core', { ...view, parameters: [] });
  const used = new Set(body.match(/\b[A-Z][A-Z0-9_]*\b/g));
  return moduleVerilog('accelerator_core', {
    ...view,
    parameters: parameters.filter(({ name }) => used.has(name)),
  });
}

/** Verilog of a weight store whose words are constants. */
export function hardwiredStoreVerilog(words: readonly bigint[], p: CoreParameters): string {
  const dataBits = p.weightWordBits;
  return moduleVerilog('weight_store_hardwired', {
    words: words.length,
    index_bits: p.baseBits,
    data_bits: dataBits,
    constants: words.map((word, index) => ({
      index: `${p.baseBits}'d${index}`,
      value: `${dataBits}'h${word.toString(16)}`,
    })),
  });
}

function coreVerilogParameters(
  p: CoreParameters,
  plan: Plan,
  tables: IntegerTables,
  program: EncodedProgram,
): VerilogParameter[] {
  const { tableFields, normEps, attentionNormEps, hiddenNormEps, gate: _gate, ...plain } = p;
  const wait = program.fields.find(({ name }) => name === 'wait') ?? { low: 0, bits: 0 };
  const rest: Record<string, string | number> = {
    TABLE_K0: tableFields.k0,
    TABLE_K1: tableFields.k1,
    TABLE_K2: tableFields.k2,
    RECIPROCAL_T1_BITS: tables.reciprocal?.t1Bits ?? 1,
    RSQRT_T1_BITS: tables.rsqrt.t1Bits,
    NORM_EPS: `${p.sumBits}'d${normEps}`,
    ATTENTION_NORM_EPS: `${p.sumBits}'d${attentionNormEps}`,
    HIDDEN_NORM_EPS: `${p.sumBits}'d${hiddenNormEps}`,
    RAW_INDEX_BITS: bitsFor(p.words * (p.lanes / p.rows)),
    ARRAY_DELAY: ARRAY_TIMES[plan.array].latency(p),
    PROGRAM_WORDS: program.words.length,
    PROGRAM_INDEX_BITS: bitsFor(program.words.length),
    WAIT_BITS: wait.bits,
    FIELD_BITS: programWordBits(program.fields) - wait.low - wait.bits,
    TOP_K_BITS: bitsFor(p.vocabulary),
    MULTIPLIER: `"${plan.multiplier}"`,
    ROM_STYLE: plan.tableStore === 'bram' ? '"block"' : '"distributed"',
  };
  return [
    ...Object.entries(plain).map(([name, value]) => [verilogName(name), value] as const),
    ...Object.entries(rest),
  ].map(([name, value]) => ({ name, value }));
}

/** Parameters that an instance takes over from the core under the same name. */
function inherited(...names: readonly string[]): VerilogParameter[] {
  return names.map((name) => ({ name, value: name }));
}

/** Fields and images of a table, as `<prefix>K0` and so on. */
function tableParameters(
  prefix: string,
  name: keyof IntegerTables,
  tables: IntegerTables,
): VerilogParameter[] {
  const table = tables[name];
  if (table === null) return [];
  return [
    { name: `${prefix}K0`, value: table.fields.k0 },
    { name: `${prefix}K1`, value: table.fields.k1 },
    { name: `${prefix}K2`, value: table.fields.k2 },
    { name: `${prefix}T1_BITS`, value: Math.max(1, table.t1Bits) },
    { name: `${prefix}T0_FILE`, value: `"mem/${name}_t0.mem"` },
    { name: `${prefix}T1_FILE`, value: `"mem/${name}_t1.mem"` },
  ];
}

function arrayVerilogParameters(plan: Plan): VerilogParameter[] {
  return [
    ...inherited('ROWS', 'LANES', 'WORDS', 'X_BITS', 'ACTIVATION_BITS', 'ACC_BITS', 'ACC_SHIFT', 'LEVELS'),
    ...inherited('BASE_BITS', 'TILE_BITS', 'WORD_BITS', 'WEIGHT_DELAY'),
    { name: 'ROUND', value: '1 - ROW_SCALES' },
    ...(plan.array === 'lookup_array'
      ? [...inherited('TILES'), { name: 'PLANES', value: '(PLANES > 0) ? 1 : 0' }]
      : [
          ...inherited('PLANES', 'WEIGHT_BITS', 'TERNARY', 'MULTIPLIER', 'ROM_STYLE'),
          ...inherited('GROUP_SIZE', 'GROUPS', 'GROUP_SCALE_BITS', 'GROUP_WORDS'),
          { name: 'GROUP_FILE', value: '"mem/group_scales.mem"' },
        ]),
  ];
}

const RAM_STYLES = { lutram: 'distributed', bram: 'block', uram: 'ultra' } as const;

function gatedVerilogParameters({ gate }: CoreParameters, plan: Plan): VerilogParameter[] {
  return [
    ...inherited('ROWS', 'X_BITS', 'GATE_FRAC', 'UP_FRAC', 'HIDDEN_FRAC', 'PIPELINE', 'MULTIPLIER'),
    { name: 'BEATS', value: 'HIDDEN_BEATS' },
    { name: 'MODE', value: `"${gate}"` },
    { name: 'SIGMOID_FILE', value: gate === 'silu' ? '"mem/sigmoid.mem"' : '""' },
    { name: 'STORE', value: plan.kvStore === 'bram' ? '"block"' : '"distributed"' },
  ];
}

function attentionVerilogParameters(tables: IntegerTables, plan: Plan): VerilogParameter[] {
  return [
    ...inherited('ROWS', 'HEADS', 'HEAD_DIM', 'LAYERS', 'CONTEXT', 'X_BITS', 'X_FRAC'),
    ...inherited(
      'KV_BITS',
      'Q_FRAC',
      'K_FRAC',
      'V_FRAC',
      'SCORE_FRAC',
      'SCORE_BITS',
      'PROB_BITS',
      'GUARD_BITS',
    ),
    ...inherited('RECIPROCAL_BITS', 'MULTIPLIER'),
    ...(plan.attention === 'attention'
      ? [
          ...inherited('KV_HEADS', 'HEADS_PARALLEL', 'PIPELINE'),
          ...inherited('DOT_SHIFT', 'SCORE_SHIFT', 'OUT_SHIFT', 'VALUE_GUARD'),
          { name: 'SLOTS', value: 'TOKEN_SLOTS' },
          { name: 'Q_BITS', value: 'HEAD_BITS' },
          { name: 'SCALED', value: 'KV_SCALED' },
          ...tableParameters('QUANTISE_', 'reciprocal', tables),
          { name: 'KV_STORE', value: `"${RAM_STYLES[plan.kvStore]}"` },
        ]
      : []),
    ...tableParameters('EXP2_', 'attention_exp2', tables),
    ...tableParameters('RECIPROCAL_', 'attention_reciprocal', tables),
  ];
}

function samplerVerilogParameters(p: CoreParameters, tables: IntegerTables, plan: Plan): VerilogParameter[] {
  const { lanes, countBits, massBits } = samplerThresholdShape(p);
  return [
    ...inherited('ROWS', 'VOCABULARY', 'LOGIT_BITS', 'LOGIT_FRAC'),
    { name: 'WEIGHT_FRAC', value: 'SAMPLER_WEIGHT_BITS' },
    ...(plan.sampler === 'sampler_threshold'
      ? [
          { name: 'LANES', value: lanes },
          { name: 'COUNT_BITS', value: countBits },
          { name: 'MASS_BITS', value: massBits },
          ...inherited('MULTIPLIER'),
        ]
      : []),
    ...tableParameters('', 'sampler_exp2', tables),
  ];
}

/** The embedding is the residual stream's first vector as it is. */
export function embeddingSetsResidual(operations: IntegerModel['operations']): boolean {
  return operations.some((operation) => operation.kind === 'embedding' && operation.setsResidual);
}

/** `accBits` → `ACC_BITS`. */
function verilogName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
