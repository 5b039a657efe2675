/** A token by its probability, temperature 1. */
export function drawToken(logits: Float64Array, uniform: number): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  let rest = uniform * weights.reduce((sum, weight) => sum + weight, 0);
  const token = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return token < 0 ? weights.length - 1 : token;
}

/** Numbers in [0, 1), the same on every call. Source: Numerical Recipes, the "quick and dirty" generator modulo 2^32. */
export function uniformNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor(state / 256) / 2 ** 24;
  };
}
