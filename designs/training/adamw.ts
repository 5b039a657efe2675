/** Decay rates of the two moments, and what keeps the quotient finite. */
export interface AdamWOptions {
  readonly meanDecay: number;
  readonly squareDecay: number;
  readonly epsilon: number;
}

/**
 * AdamW: Adam's step, and weight decay apart from the gradient.
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2.
 */
export class AdamW {
  readonly #options: AdamWOptions;
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #meanBias = 1;
  #squareBias = 1;

  constructor(size: number, options: AdamWOptions) {
    this.#options = options;
    this.#means = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** Moves `values` against `gradient`, and shrinks them by rate·decay. */
  step(values: Float64Array, gradient: Float64Array, rate: number, decay: number): void {
    const { meanDecay, squareDecay, epsilon } = this.#options;
    this.#meanBias *= meanDecay;
    this.#squareBias *= squareDecay;
    const meanScale = 1 / (1 - this.#meanBias);
    const squareScale = 1 / (1 - this.#squareBias);
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i]!;
      const mean = meanDecay * this.#means[i]! + (1 - meanDecay) * slope;
      const square = squareDecay * this.#squares[i]! + (1 - squareDecay) * slope * slope;
      this.#means[i] = mean;
      this.#squares[i] = square;
      const move = (mean * meanScale) / (Math.sqrt(square * squareScale) + epsilon);
      values[i] = values[i]! * (1 - rate * decay) - rate * move;
    }
  }
}

/** Scales the gradient in place so that its length is at most `limit`; returns the length before. */
export function clipLength(gradient: Float64Array, limit: number): number {
  let squares = 0;
  for (let i = 0; i < gradient.length; i++) squares += gradient[i]! * gradient[i]!;
  const length = Math.sqrt(squares);
  if (length > limit) for (let i = 0; i < gradient.length; i++) gradient[i]! *= limit / length;
  return length;
}
