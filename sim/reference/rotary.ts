import type { FloatModel } from '../../generator/model/float-model.ts';

/** Turns the pairs of every head by a position. Source: Su et al., RoFormer, eq. 34; θ_i = base^(−2i/headDim). */
export class Rotary {
  readonly #headDim: number;
  readonly #frequencies: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  /** Element a of pair i is i · #step, element b stands #apart behind it. */
  readonly #step: number;
  readonly #apart: number;

  constructor({ base, pairing }: Extract<FloatModel['positions'], { kind: 'rotary' }>, headDim: number) {
    const pairs = headDim / 2;
    this.#headDim = headDim;
    this.#frequencies = Float64Array.from({ length: pairs }, (_, pair) => base ** ((-2 * pair) / headDim));
    this.#cos = new Float64Array(pairs).fill(1);
    this.#sin = new Float64Array(pairs);
    this.#step = pairing === 'adjacent' ? 2 : 1;
    this.#apart = pairing === 'adjacent' ? 1 : pairs;
  }

  /** The position by which `turn` turns from now on. */
  moveTo(position: number): void {
    for (const [pair, frequency] of this.#frequencies.entries()) {
      this.#cos[pair] = Math.cos(position * frequency);
      this.#sin[pair] = Math.sin(position * frequency);
    }
  }

  /** Turns the heads of x, in place. */
  turn(x: Float64Array): void {
    const pairs = this.#headDim / 2;
    for (let head = 0; head < x.length; head += this.#headDim) {
      for (let pair = 0; pair < pairs; pair++) {
        const a = head + pair * this.#step;
        const b = a + this.#apart;
        const [cos, sin] = [this.#cos[pair] ?? 0, this.#sin[pair] ?? 0];
        const [u, v] = [x[a] ?? 0, x[b] ?? 0];
        x[a] = u * cos - v * sin;
        x[b] = u * sin + v * cos;
      }
    }
  }
}

/** The rotations of a model; null where positions are learned. */
export function rotaryOf({ positions, shape }: Pick<FloatModel, 'positions' | 'shape'>): Rotary | null {
  return positions.kind === 'rotary' ? new Rotary(positions, shape.headDim) : null;
}
