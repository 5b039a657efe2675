/** Letters from a on, whatever they are, and the boundary last: distinct single characters for any vocabulary below 50,000. */
export function characterRange(vocabulary: number): readonly string[] {
  return Array.from({ length: vocabulary }, (_, i) =>
    i === vocabulary - 1 ? '' : String.fromCodePoint(97 + i),
  );
}

/** Normal numbers, mean 0 and deviation 1 (twelve uniform ones, less six). */
export function normalNumbers(seed: number): () => number {
  const uniform = uniformNumbers(seed);
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

/** Numbers in [0, 1). Source: Numerical Recipes, the "quick and dirty" generator modulo 2^32. */
function uniformNumbers(seed: number): () => number {
  let state = seed % 2 ** 32;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor(state / 256) / 2 ** 24;
  };
}
