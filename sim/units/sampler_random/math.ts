/** State of the random generator (32 bits) that a seed (32 bits) gives. */
export function seedRandom(seed: number): number {
  const state = (seed ^ 0x9e3779b9) >>> 0;
  return state === 0 ? 1 : state;
}

/** The state after one more token: four rounds of xorshift32. Greedy tokens count. */
export function advanceRandom(state: number): number {
  let x = state;
  for (let round = 0; round < 4; round++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x >>> 0;
}

/** u · 2^24 of the token whose state this is (the state after its `advanceRandom`). */
export function randomFraction(state: number): number {
  return state >>> 8;
}
