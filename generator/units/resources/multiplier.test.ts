import { expect, test } from 'vitest';
import type { Family } from '../../sizing/board-schema.ts';
import { fabricOfFamily } from './fabric.ts';
import { multiplier } from './multiplier.ts';

/** Factors, and the DSP blocks that yosys 0.23 took: where one is wider than a block, their order and a single bit left over matter. */
const PRODUCTS: ReadonlyArray<readonly [family: Family, a: number, b: number, blocks: number]> = [
  ['cyclone_v', 18, 17, 1 / 2],
  ['cyclone_v', 19, 18, 1],
  ['cyclone_v', 18, 19, 1 / 2],
  ['cyclone_v', 24, 18, 1],
  ['cyclone_v', 18, 24, 1 / 2 + 2 / 3],
  ['cyclone_v', 22, 14, 1],
  ['ecp5', 18, 19, 1],
  ['ecp5', 18, 24, 2],
];

test.each(PRODUCTS)('%s: %i × %i bits', (family, a, b, blocks) => {
  expect(multiplier(fabricOfFamily(family, true), a, b).dsp).toBeCloseTo(blocks, 9);
});
