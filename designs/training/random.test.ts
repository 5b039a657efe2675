import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

function sample(seed: number, count: number, draw: (random: Random) => number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => draw(random));
}

describe('Random', () => {
  it('gives the same numbers for the same seed, others for another', () => {
    const uniform = (random: Random) => random.uniform();
    expect(sample(3, 50, uniform)).toEqual(sample(3, 50, uniform));
    expect(sample(3, 50, uniform)).not.toEqual(sample(4, 50, uniform));
  });

  it('draws normal numbers', () => {
    const values = sample(5, 20_000, (random) => random.gaussian());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it('shuffles: the same items in another order', () => {
    const items = Array.from({ length: 100 }, (_, n) => n);
    const shuffled = [...items];
    new Random(6).shuffle(shuffled);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.sort((a, b) => a - b)).toEqual(items);
  });
});
