import { describe, expect, test } from 'vitest';
import { estimateErrors, percentile } from './estimate-errors.ts';
import { FABRICS, readMeasurements } from './measurements.ts';

const measured = FABRICS.filter((fabric) => Object.keys(readMeasurements(fabric)).length > 0);

describe('designs that were not fitted', () => {
  const all = measured.flatMap((fabric) => estimateErrors(fabric, readMeasurements(fabric)));

  test('LUTs and flip-flops: median and 95th percentile', () => {
    for (const resource of ['lut', 'ff']) {
      const errors = all.filter(({ name }) => name === `all ${resource}`).flatMap(({ errors: list }) => list);
      const [half, most] = [percentile(errors, 0.5), percentile(errors, 0.95)];
      console.log(
        `${resource.toUpperCase()} of ${errors.length} designs: median ${half} %, 95 % within ${most} %`,
      );
      expect(Number(half)).toBeLessThanOrEqual(10);
      expect(Number(most)).toBeLessThanOrEqual(25);
    }
  });

  test('block RAM and DSP blocks are exact', () => {
    expect(all.flatMap(({ name, wrong }) => wrong.map((each) => `${name}: ${each}`))).toEqual([]);
  });
});
