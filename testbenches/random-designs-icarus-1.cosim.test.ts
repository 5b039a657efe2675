import { expect, test } from 'vitest';
import { verifyRandomDesigns } from './support/random-designs.ts';
import { describeWith } from './support/requirements.ts';

// Two files, so that two workers share the work.
describeWith({ tools: ['iverilog'] }, 'random microGPTs, part 1', () => {
  test('100 equal their Icarus runs in every beat', { timeout: 1_800_000 }, async () => {
    expect(await verifyRandomDesigns('icarus', 'microgpt', 100, 1)).toBeGreaterThan(10_000);
  });
});
