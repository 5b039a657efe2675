import { CONTEXT, HEADS, HIDDEN, VOCABULARY, WIDTH } from './shape.ts';

/** Everything that one document's forward pass leaves for its backward pass; also the shape of the gradients. */
export interface Activations {
  readonly embedded: Float64Array;
  /** The residual: after the first norm, after attention, after the MLP. */
  readonly residual0: Float64Array;
  readonly residual1: Float64Array;
  readonly residual2: Float64Array;
  readonly normed1: Float64Array;
  readonly normed2: Float64Array;
  readonly reciprocals0: Float64Array;
  readonly reciprocals1: Float64Array;
  readonly reciprocals2: Float64Array;
  /** Inputs of the linear operations, as rounded. */
  readonly headsInput: Float64Array;
  readonly outInput: Float64Array;
  readonly fc1Input: Float64Array;
  readonly fc2Input: Float64Array;
  readonly headInput: Float64Array;
  /** Before rounding, and as attention sees them. */
  readonly exactQ: Float64Array;
  readonly exactK: Float64Array;
  readonly exactV: Float64Array;
  readonly q: Float64Array;
  readonly k: Float64Array;
  readonly v: Float64Array;
  readonly shares: Float64Array;
  readonly attended: Float64Array;
  readonly fc1: Float64Array;
  readonly hidden: Float64Array;
  readonly fc2: Float64Array;
  readonly projected: Float64Array;
  readonly logits: Float64Array;
}

/** Room for one document of CONTEXT positions. */
export function newActivations(): Activations {
  const wide = (width: number) => new Float64Array(CONTEXT * width);
  return {
    embedded: wide(WIDTH),
    residual0: wide(WIDTH),
    residual1: wide(WIDTH),
    residual2: wide(WIDTH),
    normed1: wide(WIDTH),
    normed2: wide(WIDTH),
    reciprocals0: wide(1),
    reciprocals1: wide(1),
    reciprocals2: wide(1),
    headsInput: wide(WIDTH),
    outInput: wide(WIDTH),
    fc1Input: wide(WIDTH),
    fc2Input: wide(HIDDEN),
    headInput: wide(WIDTH),
    exactQ: wide(WIDTH),
    exactK: wide(WIDTH),
    exactV: wide(WIDTH),
    q: wide(WIDTH),
    k: wide(WIDTH),
    v: wide(WIDTH),
    shares: wide(HEADS * CONTEXT),
    attended: wide(WIDTH),
    fc1: wide(HIDDEN),
    hidden: wide(HIDDEN),
    fc2: wide(WIDTH),
    projected: wide(WIDTH),
    logits: wide(VOCABULARY),
  };
}
