import type { ModelShape } from '../model/integer-model.ts';
import type { Resources } from '../units/resources.ts';
import type { Board } from './board.ts';

/**
 * Where the weights live, in the order of the climb: constants in the logic, LUT ROM, block RAM with the words beyond whole
 * blocks of 512 in LUT ROM, block RAM.
 */
export const WEIGHT_STORES = ['hardwired', 'lutrom', 'bram_lut', 'bram'] as const;
export type WeightStore = (typeof WEIGHT_STORES)[number];

/** Where keys and values live: LUT RAM, block RAM, UltraRAM (which needs no contents to begin with). */
export const KV_STORES = ['lutram', 'bram', 'uram'] as const;
export type KvStore = (typeof KV_STORES)[number];

/** Multipliers or masks a lane, or tables of the sums of three ternary lanes. */
export const ARRAY_UNITS = ['matmul_array', 'lookup_array'] as const;
export type ArrayUnit = (typeof ARRAY_UNITS)[number];

/** Heads side by side, or one element after another. */
export const ATTENTION_UNITS = ['attention', 'attention_serial'] as const;
export type AttentionUnit = (typeof ATTENTION_UNITS)[number];

/** Where embeddings and the tables of norm_quantise live: LUT ROM or block RAM. */
export const TABLE_STORES = ['lutrom', 'bram'] as const;
export type TableStore = (typeof TABLE_STORES)[number];

export const SAMPLERS = ['sampler_parallel', 'sampler_serial', 'sampler_threshold'] as const;
export type Sampler = (typeof SAMPLERS)[number];

/** What the planner chooses; everything else follows from it and the integer model. */
export interface Plan {
  /** R: result lanes, a power of two. */
  readonly rows: number;
  /** L: operand lanes, rows · 2^k. */
  readonly lanes: number;
  readonly array: ArrayUnit;
  readonly attention: AttentionUnit;
  /** HP: heads that the attention unit works on at once. */
  readonly headsParallel: number;
  /** T: prompt tokens that share each beat of weights, a power of two. */
  readonly tokenSlots: number;
  readonly weightStore: WeightStore;
  readonly kvStore: KvStore;
  readonly tableStore: TableStore;
  readonly sampler: Sampler;
  /** What multipliers are made of: DSP blocks where the board has some and yosys can use them. */
  readonly multiplier: 'dsp' | 'logic';
  /** 0 shallow, 1 deep. */
  readonly pipeline: 0 | 1;
  /** Levels of an adder tree between two registers. */
  readonly adderLevels: number;
  readonly clockHz: number;
}

/** What the user fixed; an absent field leaves the choice to the planner. */
export interface PlanChoices {
  readonly array?: ArrayUnit | undefined;
  readonly weightStore?: WeightStore | undefined;
  readonly kvStore?: KvStore | undefined;
  readonly sampler?: Sampler | undefined;
  readonly rows?: number | undefined;
  readonly lanes?: number | undefined;
  readonly tokenSlots?: number | undefined;
  readonly headsParallel?: number | undefined;
  readonly clockHz?: number | undefined;
  /** Share of the LUTs and of the flip-flops that may be used, over 0 to 1; block RAM and DSP may be used up. */
  readonly maxUtilisation?: number | undefined;
}

/** The two functions that a plan is judged by; both are pure. */
export interface PlanCost {
  /** Core cycles of one decode step, averaged over the positions of the context. */
  readonly cyclesPerToken: (plan: Plan) => number;
  readonly resources: (plan: Plan) => Resources;
  /** A cheap lower bound of `cyclesPerToken`; with it, most plans need not be scheduled at all. */
  readonly cyclesAtLeast?: (plan: Plan) => number;
}

export interface PlanRequest {
  readonly board: Board;
  readonly shape: ModelShape;
  /** Lanes that the model's weights take at most: those of a group of int4 weights. */
  readonly mostLanes?: number;
  /** Array units that can take the model's formats. */
  readonly arrayUnits?: readonly ArrayUnit[];
  /** Attention units that can do what the model wants. */
  readonly attentionUnits?: readonly AttentionUnit[];
  /** Share of the speed that may be given for a smaller design, 0 when left out. */
  readonly speedForSpace?: number;
  readonly choices: PlanChoices;
  /** The costs on a board; asked for other boards too where nothing fits on this one. */
  readonly cost: (board: Board) => PlanCost;
}
