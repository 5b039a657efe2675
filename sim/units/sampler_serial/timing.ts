import type { CoreParameters } from '../../../generator/units/core-parameters.ts';

/** Cycle in which the last of `words` words comes that a pass or a sum goes through, one a cycle from `first` on. */
const lastOf = (first: number, words: number): number => first + words - 1;

/** Core cycle in which the token is there whose last logits came at `last`. */
export function samplerSerialToken(last: number, { vocabulary }: Pick<CoreParameters, 'vocabulary'>): number {
  // Passes of the sort: heads are read, the tree fills, the items come out.
  let item = last;
  for (let run = 1; run < vocabulary; run *= 4) item = lastOf(item + 3, vocabulary);

  // Logit and index, table, weight, sum in memory, sum read; then the bits of top-p.
  const candidates = item + 4;
  const limit = lastOf(candidates + 1, 17);
  // Halving: the index of the first word is shown in the cycle of the last bit.
  const steps = Math.ceil(Math.log2(vocabulary));
  const cut = lastOf(limit + 1, steps);

  // The total is read as the last step ends. Token i's sum is written in cycle firstSum + i.
  const threshold = lastOf(cut + 1, 25);
  const firstSum = cut + 1;
  let shown = threshold;
  while (!sumsAreThere(shown, firstSum, vocabulary, steps)) shown++;
  const found = lastOf(shown + 1, steps);
  return found + 1;
}

/** Whether a search that shows its first index in cycle `shown` reads no sum before the cycle behind its write. */
function sumsAreThere(shown: number, firstSum: number, vocabulary: number, steps: number): boolean {
  // All that the steps so far may have decided.
  let decided = [0];
  for (let step = 0; step < steps; step++) {
    const half = 2 ** (steps - 1 - step);
    const indices = decided.map((low) => low + half - 1).filter((index) => index < vocabulary);
    if (indices.some((index) => shown + step <= firstSum + index)) return false;
    decided = decided.flatMap((low) => [low, low + half]);
  }
  return true;
}
