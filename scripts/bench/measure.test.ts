import { expect, test } from 'vitest';
import { MismatchError } from '../../generator/errors.ts';
import type { Play } from './contestant.ts';
import { measure } from './measure.ts';
import type { Played } from './workload.ts';

const EXPECTED: readonly Played[] = [
  { tokens: [1, 2, 3], cycles: 30 },
  { tokens: [4], cycles: 12 },
];

/** Plays what is expected, each sequence in a tenth of a second, and what `change` makes of it. */
const player =
  (change: (sequence: Played) => Played = (sequence) => sequence): Play =>
  async (count) => ({
    played: Array.from({ length: count }, (_, index) =>
      change(EXPECTED[index % EXPECTED.length] ?? { tokens: [], cycles: 0 }),
    ),
    seconds: count / 10,
  });

test('plays on until a run is long enough (1, 10 and then 24 sequences), and counts that run', async () => {
  expect(await measure(EXPECTED, player(), 2)).toEqual({ tokens: 48, cycles: 504, seconds: 2.4 });
});

test.each([
  ['tokens', ({ cycles }: Played) => ({ tokens: [1, 2, 4], cycles })],
  ['cycles', ({ tokens, cycles }: Played) => ({ tokens, cycles: cycles + 1 })],
])('gives no figure where %s differ', async (_what, change) => {
  await expect(measure(EXPECTED, player(change), 2)).rejects.toThrow(MismatchError);
});
