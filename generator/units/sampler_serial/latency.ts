import type { SamplerParameters } from '../sampler-parameters.ts';

/** Bits of u, and the one by which the product is shifted further. */
const FRACTION_CYCLES = 25;
/** Bits of top-p, and the cycles until the last sum of weights can be read. */
const LIMIT_CYCLES = 17 + 4;

/**
 * Core cycles from the last logits to the token: the passes of the sort (a cycle to start, one to fill the tree, then
 * one a logit), the product with top-p, a search, the product with u, a search, the token's register.
 */
export function samplerSerialLatencyCycles({ vocabulary }: Pick<SamplerParameters, 'vocabulary'>): number {
  const searchCycles = Math.ceil(Math.log2(vocabulary));
  const passes = Math.ceil(searchCycles / 2);
  return (
    passes * (vocabulary + 2) + LIMIT_CYCLES + 2 * searchCycles + drawCycles(vocabulary, searchCycles) + 1
  );
}

/** The product with u, or longer if the second search would overtake the sums that it reads. */
function drawCycles(vocabulary: number, searchCycles: number): number {
  let cycles = FRACTION_CYCLES;
  for (let step = 0; step < searchCycles; step++) {
    const stride = 2 ** (searchCycles - step);
    const first = stride / 2 - 1;
    const largest = first + Math.floor((vocabulary - 1 - first) / stride) * stride;
    if (first < vocabulary) cycles = Math.max(cycles, largest - step + 2);
  }
  return cycles;
}
