import { describe, expect, it } from 'vitest';
import { roundHalfEven } from './round-half-even.ts';
import { shareOfZeros, TERNARY_PRECISION, ternarise } from './ternary-precision.ts';

describe('ternary precision', () => {
  it('rounds halves to the even neighbour', () => {
    const rounded = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.4999, -3.2].map((x) => roundHalfEven(x) + 0);
    expect(rounded).toEqual([-2, -2, 0, 0, 2, 2, 0, -3]);
  });

  it('makes weights multiples of their mean magnitude', () => {
    // mean|w| = 2: halves (1) go to 0, everything from 1 upwards to one step.
    const weights = Float64Array.of(5, -2, 1, 0, -1, 3);
    const used = new Float64Array(6);
    ternarise(weights, used);
    expect(Array.from(used, (value) => value + 0)).toEqual([2, -2, 0, 0, 0, 2]);
    expect(shareOfZeros(weights)).toBe(0.5);
  });

  it('gives every token an int8 grid of its own', () => {
    const out = new Float64Array(6);
    TERNARY_PRECISION.roundInput(Float64Array.of(127, -3.4, 0, -254, 3, 0), out, 2, 3);
    expect(Array.from(out, (value) => value + 0)).toEqual([127, -3, 0, -254, 4, 0]);
  });

  it('keeps a token of zeros', () => {
    const out = Float64Array.of(1, 1);
    TERNARY_PRECISION.roundInput(new Float64Array(2), out, 1, 2);
    expect(out).toEqual(new Float64Array(2));
  });

  it('puts queries, keys and values on a static grid of sixteenths, and clips', () => {
    const heads = Float64Array.of(0.1, -1, 7.95, -100);
    TERNARY_PRECISION.roundHeads(heads, 4);
    expect(heads).toEqual(Float64Array.of(0.125, -1, 127 / 16, -127 / 16));
  });
});
