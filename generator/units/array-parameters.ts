import type { Parameters } from '../netlist/netlist.ts';
import type { Plan } from '../sizing/plan.ts';
import type { BusWidths, UnitContext } from './context.ts';
import { weightDelay } from './weight_store/parameters.ts';

/** What every array unit is built from. */
export interface ArrayParameters
  extends Pick<
    BusWidths,
    'rows' | 'lanes' | 'words' | 'xBits' | 'activationBits' | 'accBits' | 'baseBits' | 'tileBits' | 'wordBits'
  > {
  readonly accShift: number;
  /** 1: rows have scales, and accumulators are not rounded. */
  readonly rowScales: number;
  /** Levels of logic between two registers of the adder tree. */
  readonly levels: Plan['adderLevels'];
  readonly weightDelay: number;
  /** Digits of the weights that are taken digit by digit, where there are some; else 0. */
  readonly planes: number;
}

export function arrayParameters({ model, plan, widths }: UnitContext): ArrayParameters {
  const { rows, lanes, words, xBits, activationBits, accBits, baseBits, tileBits, wordBits } = widths;
  return {
    ...{ rows, lanes, words, xBits, activationBits, accBits, baseBits, tileBits, wordBits },
    accShift: model.formats.accShift,
    rowScales: model.formats.rowScales ? 1 : 0,
    levels: plan.adderLevels,
    weightDelay: weightDelay(plan),
    planes: Math.max(...model.linears.map(({ planes }) => (planes > 1 ? planes : 0))),
  };
}

export function arrayVerilog(p: ArrayParameters): Parameters {
  return {
    ROWS: p.rows,
    LANES: p.lanes,
    WORDS: p.words,
    X_BITS: p.xBits,
    ACTIVATION_BITS: p.activationBits,
    ACC_BITS: p.accBits,
    ACC_SHIFT: p.accShift,
    LEVELS: p.levels,
    BASE_BITS: p.baseBits,
    TILE_BITS: p.tileBits,
    WORD_BITS: p.wordBits,
    WEIGHT_DELAY: p.weightDelay,
    ROUND: 1 - p.rowScales,
  };
}
