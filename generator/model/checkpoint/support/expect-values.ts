import { expect } from 'vitest';

/** Equal element by element, −0 and 0 alike; `toEqual` takes seconds for a large matrix. */
export function expectValues(
  actual: Float64Array | null | undefined,
  expected: Float64Array | undefined,
  what: string,
): void {
  expect(actual?.length, what).toBe(expected?.length);
  const different = actual?.findIndex((value, index) => value !== expected?.[index]) ?? -1;
  if (different >= 0)
    expect([what, different, actual?.[different]]).toEqual([what, different, expected?.[different]]);
}
