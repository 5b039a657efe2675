// L'Ecuyer's combined generator, whose products stay below 2^53 and so are exact in doubles.
// Source: P. L'Ecuyer, "Efficient and portable combined random number generators", CACM 31(6), 1988, figure 3.
const MODULUS_1 = 2147483563;
const MULTIPLIER_1 = 40014;
const MODULUS_2 = 2147483399;
const MULTIPLIER_2 = 40692;

/** Seeded random numbers: the same seed gives the same numbers on every machine. */
export class Random {
  #state1: number;
  #state2: number;

  /** @param seed integer from 0 to 2147483397 */
  constructor(seed: number) {
    this.#state1 = 1 + (seed % (MODULUS_1 - 1));
    this.#state2 = 1 + ((seed * 3 + 12345) % (MODULUS_2 - 1));
    for (let discarded = 0; discarded < 16; discarded++) this.uniform();
  }

  /** Uniform in the open interval (0, 1). */
  uniform(): number {
    this.#state1 = (this.#state1 * MULTIPLIER_1) % MODULUS_1;
    this.#state2 = (this.#state2 * MULTIPLIER_2) % MODULUS_2;
    const difference = this.#state1 - this.#state2;
    return (difference < 1 ? difference + MODULUS_1 - 1 : difference) / MODULUS_1;
  }

  /** Normal with mean 0 and deviation 1 (Box and Muller, one of the pair). */
  gaussian(): number {
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Reorders the items in place, every order equally likely (Fisher and Yates). */
  shuffle<T>(items: T[]): void {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = Math.floor(this.uniform() * (last + 1));
      [items[last], items[chosen]] = [items[chosen] as T, items[last] as T];
    }
  }
}
