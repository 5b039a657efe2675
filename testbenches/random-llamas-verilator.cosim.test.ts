import { expect, test } from 'vitest';
import { verifyRandomDesigns } from './support/random-designs.ts';
import { describeWith } from './support/requirements.ts';

describeWith({ tools: ['verilator'] }, 'random Llamas in Verilator', () => {
  test('12 equal their Verilator runs in every beat', { timeout: 1_800_000 }, async () => {
    expect(await verifyRandomDesigns('verilator', 'llama', 12, 23)).toBeGreaterThan(500);
  });
});
