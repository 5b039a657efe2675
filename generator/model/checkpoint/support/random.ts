/** A sequence that is the same in every run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed % 4_294_967_296;
  }

  /** An integer from 0 to below `limit`, by a linear congruence and its upper bits. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  /** Eighths from −1 to 1: exact in every type of floats. */
  eighth(): number {
    return (this.below(17) - 8) / 8;
  }

  eighths(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => this.eighth());
  }
}
