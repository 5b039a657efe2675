import type { Parameters } from '../../netlist/netlist.ts';
import { tableFiles } from '../../netlist/table-parameters.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type BusWidths, beatsOf, bitsFor, type UnitContext } from '../context.ts';
import { romStyle } from '../resources/stores.ts';
import { type TableSize, tableSize } from '../resources/table-size.ts';

export interface NormQuantiseParameters
  extends Pick<BusWidths, 'rows' | 'lanes' | 'words' | 'xBits' | 'activationBits' | 'scaleBits'>,
    Pick<Plan, 'tableStore' | 'multiplier' | 'pipeline'> {
  readonly reciprocalBits: number;
  /** Bits of the sum of squares. */
  readonly sumBits: number;
  readonly normEps: number;
  readonly attentionNormEps: number;
  readonly hiddenNormEps: number;
  /** 1: vectors have gains, `gainWords` beats of them a step. */
  readonly gains: number;
  readonly gainWords: number;
  /** Levels of logic between two registers of the maximum tree, of the sum of squares. */
  readonly maxLevels: number;
  readonly sumLevels: number;
  readonly reciprocal: TableSize | null;
  readonly rsqrt: TableSize;
}

export function normQuantiseParameters({ model, plan, widths }: UnitContext): NormQuantiseParameters {
  const { rows, lanes, words, xBits, activationBits, scaleBits } = widths;
  const { formats, tables, gains } = model;
  const levels = plan.pipeline === 1 ? 3 : 8;
  return {
    ...{ rows, lanes, words, xBits, activationBits, scaleBits },
    reciprocalBits: formats.reciprocalBits,
    sumBits: 2 * xBits - 1 + bitsFor(words * lanes),
    normEps: formats.normEps,
    attentionNormEps: formats.attentionNormEps,
    hiddenNormEps: formats.hiddenNormEps,
    gains: gains.length > 0 ? 1 : 0,
    gainWords: gains.reduce((sum, gain) => sum + beatsOf(gain.length, widths), 0),
    maxLevels: levels,
    sumLevels: levels,
    pipeline: plan.pipeline,
    tableStore: plan.tableStore,
    multiplier: plan.multiplier,
    reciprocal: tableSize(tables.reciprocal),
    rsqrt: tableSize(tables.rsqrt),
  };
}

/** Bits of the index of a bus beat within the operand words: how the identity reads elements back. */
export function rawIndexBits({ rows, lanes, words }: Pick<BusWidths, 'rows' | 'lanes' | 'words'>): number {
  return bitsFor(words * (lanes / rows));
}

export function normQuantiseVerilog(p: NormQuantiseParameters): Parameters {
  const sized = (value: number) => ({ value, bits: p.sumBits });
  return {
    ROWS: p.rows,
    LANES: p.lanes,
    WORDS: p.words,
    X_BITS: p.xBits,
    ACTIVATION_BITS: p.activationBits,
    SCALE_BITS: p.scaleBits,
    RECIPROCAL_BITS: p.reciprocalBits,
    TABLE_K0: p.rsqrt.fields.k0,
    TABLE_K1: p.rsqrt.fields.k1,
    TABLE_K2: p.rsqrt.fields.k2,
    RECIPROCAL_T1_BITS: p.reciprocal?.t1Bits ?? 1,
    RSQRT_T1_BITS: p.rsqrt.t1Bits,
    ...tableFiles('RECIPROCAL_', 'reciprocal', p.reciprocal),
    ...tableFiles('RSQRT_', 'rsqrt', p.rsqrt),
    SUM_BITS: p.sumBits,
    NORM_EPS: sized(p.normEps),
    ATTENTION_NORM_EPS: sized(p.attentionNormEps),
    HIDDEN_NORM_EPS: sized(p.hiddenNormEps),
    GAINS: p.gains,
    GAIN_WORDS: p.gainWords,
    GAIN_FILE: p.gains === 1 ? 'mem/gains.mem' : '',
    MAX_LEVELS: p.maxLevels,
    SUM_LEVELS: p.sumLevels,
    PIPELINE: p.pipeline,
    TABLE_STYLE: romStyle(p),
    MULTIPLIER: p.multiplier,
  };
}
