import type { IntegerLinear, IntegerModel } from '../model/integer-model.ts';
import type { Plan } from '../sizing/plan.ts';

/** What units derive their parameters from: the model, the plan, and the widths of what connects them. */
export interface UnitContext {
  readonly model: IntegerModel;
  readonly plan: Plan;
  readonly widths: BusWidths;
}

/** Widths that several units share. Everything else is a parameter of one unit, which derives it by itself. */
export interface BusWidths {
  /** R elements of a bus beat, and L operands of a quantised word. */
  readonly rows: number;
  readonly lanes: number;
  readonly xBits: number;
  readonly activationBits: number;
  readonly accBits: number;
  /** Bits of a result: the widest destination's. */
  readonly yBits: number;
  /** Bits of q, k and v as they leave dequantise. */
  readonly headBits: number;
  readonly logitBits: number;
  readonly scaleBits: number;
  /** Quantised words of the longest vector. */
  readonly words: number;
  readonly tokenBits: number;
  readonly positionBits: number;
  readonly layerBits: number;
  /** Bits of the address of a weight word, of the index of a quantised word, of the index of a tile. */
  readonly baseBits: number;
  readonly wordBits: number;
  readonly tileBits: number;
}

/** Bits that hold 0 … n. */
export function bitsFor(n: number): number {
  return Math.max(1, Math.ceil(Math.log2(n + 1)));
}

export function unitContext(model: IntegerModel, plan: Plan): UnitContext {
  return { model, plan, widths: busWidths(model, plan) };
}

function busWidths(model: IntegerModel, plan: Plan): BusWidths {
  const { shape, formats } = model;
  const { rows, lanes } = plan;
  const words = Math.ceil(longestVector(model) / lanes);
  return {
    rows,
    lanes,
    xBits: formats.xBits,
    activationBits: formats.activationBits,
    // The identity puts a residual element into the accumulator.
    accBits: Math.max(formats.accBits, formats.xBits + formats.accShift),
    yBits: Math.max(formats.xBits, formats.headBits, formats.logitBits),
    headBits: formats.headBits,
    logitBits: formats.logitBits,
    scaleBits: formats.scaleBits,
    words,
    tokenBits: bitsFor(shape.vocabulary - 1),
    positionBits: bitsFor(shape.context - 1),
    layerBits: bitsFor(shape.layers - 1),
    baseBits: bitsFor(weightWords(model, plan) - 1),
    wordBits: bitsFor(words),
    // The identity reads a quantised word's parts one after another.
    tileBits: Math.max(bitsFor(mostTiles(model, plan)), bitsFor(words * (lanes / rows))),
  };
}

/** Operands of the longest vector. */
export function longestVector({ linears }: Pick<IntegerModel, 'linears'>): number {
  return Math.max(...linears.map(({ cols }) => cols));
}

/** Tiles of the tallest matrix. */
export function mostTiles({ shape, linears }: IntegerModel, { rows }: Pick<Plan, 'rows'>): number {
  return Math.ceil(Math.max(shape.width, ...linears.map((linear) => linear.rows)) / rows);
}

/** Weight words of the whole model, a word a beat. */
export function weightWords({ linears }: IntegerModel, plan: Pick<Plan, 'rows' | 'lanes'>): number {
  return linears.reduce((sum, linear) => sum + matrixBeats(plan, linear), 0);
}

/** Beats of the array for a matrix. */
export function matrixBeats(
  plan: Pick<Plan, 'rows' | 'lanes'>,
  { rows, cols, planes }: Pick<IntegerLinear, 'rows' | 'cols' | 'planes'>,
): number {
  return Math.ceil(rows / plan.rows) * Math.ceil(cols / plan.lanes) * planes;
}

/** Bus beats of a vector. */
export function beatsOf(length: number, { rows }: Pick<BusWidths, 'rows'>): number {
  return Math.ceil(length / rows);
}
