import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceRandom, randomFraction, seedRandom } from './math.ts';

const WORD = 2n ** 32n;

/** xorshift32 with BigInt, where no shift is signed and no word truncated behind one's back. */
function naiveRounds(state: bigint): bigint {
  let x = state;
  for (let round = 0; round < 4; round++) {
    x = (x ^ (x << 13n)) % WORD;
    x ^= x >> 17n;
    x = (x ^ (x << 5n)) % WORD;
  }
  return x;
}

test('four rounds of xorshift32 a token', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (state) => {
      expect(BigInt(advanceRandom(state))).toBe(naiveRounds(BigInt(state)));
    }),
  );
});

test('the first numbers of seed 1', () => {
  let state = seedRandom(1);
  expect(state).toBe(0x9e3779b8);
  const fractions = Array.from({ length: 3 }, () => {
    state = advanceRandom(state);
    return randomFraction(state);
  });
  expect(fractions).toMatchInlineSnapshot(`
    [
      1300017,
      15008497,
      10486847,
    ]
  `);
});

test('the seed that would give 0 gives 1, for 0 would stay', () => {
  expect(seedRandom(0x9e3779b9)).toBe(1);
  expect(advanceRandom(0)).toBe(0);
});
