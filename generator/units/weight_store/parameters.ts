import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type BusWidths, type UnitContext, weightWords } from '../context.ts';
import { CODE_BITS, lookupGroups } from '../lookup_array/groups.ts';

export interface WeightStoreParameters extends Pick<BusWidths, 'baseBits'>, Pick<Plan, 'weightStore'> {
  /** Weight words of the whole model, a word a beat; of them, those at the end that are in LUTs beside block RAM. */
  readonly weightWords: number;
  readonly weightTail: number;
  readonly weightWordBits: number;
  /** Cycles that a weight comes later because of the tail. */
  readonly weightDelay: number;
  /** 1: the weights are trits. */
  readonly ternary: number;
}

/** Words of a block RAM at its widest. Source: UltraScale Memory Resources (UG573), RAMB36E2 512 × 72. */
const BLOCK_WORDS = 512;

const WORD_BITS: Readonly<
  Record<Plan['array'], (plan: Pick<Plan, 'rows' | 'lanes'>, weightBits: number) => number>
> = {
  matmul_array: ({ rows, lanes }, weightBits) => rows * lanes * weightBits,
  lookup_array: ({ rows, lanes }) => rows * lookupGroups(lanes) * CODE_BITS,
};

/** Cycles from a weight's address to the weight, beside the store's own one. */
export function weightDelay({ weightStore }: Pick<Plan, 'weightStore'>): number {
  return weightStore === 'bram_lut' ? 1 : 0;
}

export function weightStoreParameters({ model, plan, widths }: UnitContext): WeightStoreParameters {
  const words = weightWords(model, plan);
  return {
    baseBits: widths.baseBits,
    weightStore: plan.weightStore,
    weightWords: words,
    weightTail: plan.weightStore === 'bram_lut' ? words % BLOCK_WORDS : 0,
    weightWordBits: WORD_BITS[plan.array](plan, model.formats.weightBits),
    weightDelay: weightDelay(plan),
    ternary: model.formats.weightFormat === 'ternary' ? 1 : 0,
  };
}

/** A store of constants has its sizes in its own text. */
export function weightStoreVerilog(p: WeightStoreParameters): Parameters {
  if (p.weightStore === 'hardwired') return {};
  return {
    WORDS: p.weightWords,
    INDEX_BITS: p.baseBits,
    DATA_BITS: p.weightWordBits,
    STYLE: p.weightStore === 'lutrom' ? 'lutrom' : 'bram',
    FILE: 'mem/weights.mem',
    DELAY: p.weightDelay,
    TAIL: p.weightTail,
    TAIL_FILE: p.weightTail > 0 ? 'mem/weights_tail.mem' : '',
  };
}
