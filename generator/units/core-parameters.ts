import type { IntegerLinear, IntegerModel, TableFields } from '../model/integer-model.ts';
import type { Plan } from '../sizing/plan.ts';
import { attentionCycles } from './attention-cycles.ts';
import { CODE_BITS, lookupGroups } from './lookup_array/groups.ts';

/** Every parameter of the accelerator core, as the Verilog has them (camel case here, upper snake case there). */
export interface CoreParameters {
  readonly rows: number;
  readonly lanes: number;
  /** T: tokens of a step, and the bits of a slot's index. */
  readonly tokenSlots: number;
  readonly slotBits: number;
  /** Operand words of the longest vector. */
  readonly words: number;
  /** Bus beats of a residual vector, of the attention's output, of the hidden vector. */
  readonly beats: number;
  readonly attentionBeats: number;
  readonly hiddenBeats: number;
  readonly layers: number;
  readonly context: number;
  readonly vocabulary: number;
  readonly heads: number;
  readonly headDim: number;
  readonly headsParallel: number;
  /** Cycles that the attention works on a position. */
  readonly attentionCycles: number;
  readonly xBits: number;
  readonly xFrac: number;
  readonly activationBits: number;
  readonly weightBits: number;
  /** 1: weights −1, 0, 1 select; 0: they multiply. */
  readonly ternary: number;
  /** Bits of a beat of weights. */
  readonly weightWordBits: number;
  readonly accBits: number;
  readonly accShift: number;
  readonly scaleBits: number;
  readonly reciprocalBits: number;
  readonly kvBits: number;
  readonly kvHeads: number;
  /** Bits of q, k and v as they leave dequantise. */
  readonly headBits: number;
  /** 1: keys and values have a scale per token and head. */
  readonly kvScaled: number;
  readonly dotShift: number;
  readonly scoreShift: number;
  readonly outShift: number;
  readonly valueGuard: number;
  /** 1: rotary positions; 0: learned ones. */
  readonly rotary: number;
  /** Address bits of the rotations: pair, low and high part of a position. */
  readonly ropePairBits: number;
  readonly ropeLowBits: number;
  readonly ropeHighBits: number;
  readonly qFrac: number;
  readonly kFrac: number;
  readonly vFrac: number;
  readonly scoreFrac: number;
  readonly scoreBits: number;
  readonly probBits: number;
  readonly guardBits: number;
  readonly logitFrac: number;
  readonly logitBits: number;
  readonly samplerWeightBits: number;
  /** Bits of a result: the widest destination's. */
  readonly yBits: number;
  readonly sumBits: number;
  readonly normEps: number;
  readonly attentionNormEps: number;
  readonly hiddenNormEps: number;
  /** 1: vectors have gains, `gainWords` beats of them a step. */
  readonly gains: number;
  readonly gainWords: number;
  /** 1: keys, values and queries have biases, `biasWords` beats of them a step. */
  readonly biases: number;
  readonly biasWords: number;
  /** 1: the vectors of attention and feed-forward are normalised. */
  readonly subNorms: number;
  /** 1: rows have scales, `rowScaleWords` tiles of them a step. */
  readonly rowScales: number;
  readonly rowScaleWords: number;
  /** Digits of the weights that are taken digit by digit, where there are some; else 0. */
  readonly planes: number;
  /** Columns of a group of int4 weights, groups of the longest vector, bits of a group's scale, tiles of groups a step; else 0. */
  readonly groupSize: number;
  readonly groups: number;
  readonly groupScaleBits: number;
  readonly groupWords: number;
  /** How the hidden vector is gated. */
  readonly gate: 'none' | 'silu' | 'relu2';
  /** Fraction bits of a gated feed-forward. */
  readonly gateFrac: number;
  readonly upFrac: number;
  readonly hiddenFrac: number;
  /** Destinations of results. */
  readonly sinkBits: number;
  /** Fields of the reciprocal and rsqrt tables. */
  readonly tableFields: TableFields;
  /** Result tiles of the tallest matrix. */
  readonly tiles: number;
  /** Weight words (beats) of the whole model. */
  readonly weightWords: number;
  /** Of them, those at the end that are in LUTs beside block RAM; and cycles that a weight comes later for it. */
  readonly weightTail: number;
  readonly weightDelay: number;
  readonly baseBits: number;
  readonly tileBits: number;
  readonly wordBits: number;
  readonly tokenBits: number;
  readonly positionBits: number;
  readonly layerBits: number;
  /** Levels of logic between two registers of the array's adder tree, of the maximum tree, of the sum of squares. */
  readonly levels: number;
  readonly maxLevels: number;
  readonly sumLevels: number;
  readonly pipeline: 0 | 1;
}

/** Words of a block RAM at its widest. Source: UltraScale Memory Resources (UG573), RAMB36E2 512 × 72. */
const BLOCK_WORDS = 512;

/** Bits that hold 0 … n. */
export function bitsFor(n: number): number {
  return Math.max(1, Math.ceil(Math.log2(n + 1)));
}

/** Beats of the array for a matrix. */
export function matrixBeats(
  plan: Pick<Plan, 'rows' | 'lanes'>,
  { rows, cols, planes }: Pick<IntegerLinear, 'rows' | 'cols' | 'planes'>,
): number {
  return Math.ceil(rows / plan.rows) * Math.ceil(cols / plan.lanes) * planes;
}

/** Tiles of groups of a step. */
function groupWords(linears: readonly IntegerLinear[], rows: number, size: number): number {
  return linears.reduce(
    (sum, linear) => sum + Math.ceil(linear.rows / rows) * Math.ceil(linear.cols / size) * linear.planes,
    0,
  );
}

const WEIGHT_WORD_BITS: Readonly<
  Record<Plan['array'], (plan: Pick<Plan, 'rows' | 'lanes'>, weightBits: number) => number>
> = {
  matmul_array: ({ rows, lanes }, weightBits) => rows * lanes * weightBits,
  lookup_array: ({ rows, lanes }) => rows * lookupGroups(lanes) * CODE_BITS,
};

const GATES = { relu: 'none', silu_mul: 'silu', relu2_mul: 'relu2' } as const;

/** What a plan makes of an integer model. */
export function coreParameters(model: IntegerModel, plan: Plan): CoreParameters {
  const { shape, formats, tables } = model;
  const longest = Math.max(...model.linears.map((linear) => linear.cols));
  const tallest = Math.max(shape.width, ...model.linears.map((linear) => linear.rows));
  const words = Math.ceil(longest / plan.lanes);
  const weightWords = model.linears.reduce((sum, linear) => sum + matrixBeats(plan, linear), 0);
  const beatsOf = (length: number): number => Math.ceil(length / plan.rows);
  const gate = GATES[model.feedForward];
  const deep = plan.pipeline === 1;
  return {
    rows: plan.rows,
    lanes: plan.lanes,
    tokenSlots: plan.tokenSlots,
    slotBits: bitsFor(plan.tokenSlots - 1),
    words,
    beats: beatsOf(shape.width),
    attentionBeats: beatsOf(shape.heads * shape.headDim),
    hiddenBeats: beatsOf(shape.ffn),
    layers: shape.layers,
    context: shape.context,
    vocabulary: shape.vocabulary,
    heads: shape.heads,
    headDim: shape.headDim,
    headsParallel: plan.headsParallel,
    attentionCycles: attentionCycles(shape, plan),
    xBits: formats.xBits,
    xFrac: formats.xFrac,
    activationBits: formats.activationBits,
    weightBits: formats.weightBits,
    ternary: formats.weightFormat === 'ternary' ? 1 : 0,
    weightWordBits: WEIGHT_WORD_BITS[plan.array](plan, formats.weightBits),
    // The identity puts a residual element into the accumulator.
    accBits: Math.max(formats.accBits, formats.xBits + formats.accShift),
    accShift: formats.accShift,
    scaleBits: formats.scaleBits,
    reciprocalBits: formats.reciprocalBits,
    kvBits: formats.kvBits,
    kvHeads: shape.kvHeads,
    headBits: formats.headBits,
    kvScaled: formats.kvScaled ? 1 : 0,
    dotShift: formats.dotShift,
    scoreShift: formats.scoreShift,
    outShift: formats.outShift,
    valueGuard: formats.valueGuard,
    rotary: model.rope === null ? 0 : 1,
    ropePairBits: model.rope?.pairBits ?? 1,
    ropeLowBits: model.rope?.lowBits ?? 1,
    ropeHighBits: model.rope?.highBits ?? 1,
    qFrac: formats.qFrac,
    kFrac: formats.kFrac,
    vFrac: formats.vFrac,
    scoreFrac: formats.scoreFrac,
    scoreBits: formats.scoreBits,
    probBits: formats.probBits,
    guardBits: formats.attentionGuardBits,
    logitFrac: formats.logitFrac,
    logitBits: formats.logitBits,
    samplerWeightBits: formats.samplerWeightBits,
    yBits: Math.max(formats.xBits, formats.headBits, formats.logitBits),
    sumBits: 2 * formats.xBits - 1 + bitsFor(words * plan.lanes),
    normEps: formats.normEps,
    attentionNormEps: formats.attentionNormEps,
    hiddenNormEps: formats.hiddenNormEps,
    gains: model.gains.length > 0 ? 1 : 0,
    gainWords: model.gains.reduce((sum, gain) => sum + beatsOf(gain.length), 0),
    biases: model.biases.length > 0 ? 1 : 0,
    biasWords: model.biases.reduce((sum, bias) => sum + beatsOf(bias.length), 0),
    subNorms: hasSubNorms(model) ? 1 : 0,
    rowScales: formats.rowScales ? 1 : 0,
    rowScaleWords: formats.rowScales ? model.linears.reduce((sum, { rows }) => sum + beatsOf(rows), 0) : 0,
    planes: Math.max(...model.linears.map(({ planes }) => (planes > 1 ? planes : 0))),
    groupSize: formats.groupSize,
    groups: formats.groupSize === 0 ? 0 : Math.ceil(longest / formats.groupSize),
    groupScaleBits: formats.groupScaleBits,
    groupWords: formats.groupSize === 0 ? 0 : groupWords(model.linears, plan.rows, formats.groupSize),
    gateFrac: formats.gateFrac,
    upFrac: formats.upFrac,
    hiddenFrac: formats.hiddenFrac,
    gate,
    sinkBits: gate === 'none' ? 7 : 9,
    tableFields: tables.rsqrt.fields,
    tiles: beatsOf(tallest),
    weightWords,
    weightTail: plan.weightStore === 'bram_lut' ? weightWords % BLOCK_WORDS : 0,
    weightDelay: plan.weightStore === 'bram_lut' ? 1 : 0,
    baseBits: bitsFor(weightWords - 1),
    tileBits: Math.max(bitsFor(beatsOf(tallest)), bitsFor(words * (plan.lanes / plan.rows))),
    wordBits: bitsFor(words),
    tokenBits: bitsFor(shape.vocabulary - 1),
    positionBits: bitsFor(shape.context - 1),
    layerBits: bitsFor(shape.layers - 1),
    levels: plan.adderLevels,
    maxLevels: deep ? 3 : 8,
    sumLevels: deep ? 3 : 8,
    pipeline: plan.pipeline,
  };
}

/** Results are added to the residual stream of vectors that were normalised: BitNet's sub-norms. */
function hasSubNorms({ operations }: IntegerModel): boolean {
  return operations.some(
    (operation) => operation.kind === 'linear' && operation.sink === 'residual_add' && operation.norm,
  );
}
