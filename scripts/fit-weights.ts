/** One measurement: the amounts of the terms, and what was measured beyond the exact part. */
export interface Sample {
  readonly terms: Readonly<Record<string, number>>;
  /** What the terms have to explain. */
  readonly rest: number;
  /** The whole, against which an error counts. */
  readonly whole: number;
}

/** How strongly each weight is drawn to the one that all terms would share: few measurements must not be explained by chance. */
const RIDGE = 0.02;
const SWEEPS = 1000;

/**
 * Weights ≥ 0 that explain the samples with the least sum of squared relative errors, near one weight for all terms. Coordinate descent: a
 * handful of terms and samples, so nothing cleverer is needed.
 */
export function fitWeights(samples: readonly Sample[]): Readonly<Record<string, number>> {
  const names = [...new Set(samples.flatMap(({ terms }) => Object.keys(terms)))];
  const used = names.filter((name) => samples.some(({ terms }) => (terms[name] ?? 0) !== 0));
  const scaled = samples.map(({ terms, rest, whole }) => ({
    amounts: used.map((name) => (terms[name] ?? 0) / Math.max(1, whole)),
    target: rest / Math.max(1, whole),
  }));
  const prior = commonWeight(scaled);
  const weights = used.map(() => prior);
  const sizes = used.map((_name, term) => Math.max(...scaled.map(({ amounts }) => amounts[term] ?? 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let term = 0; term < used.length; term++) {
      const ridge = RIDGE * (sizes[term] ?? 0) ** 2;
      let [top, bottom] = [ridge * prior, ridge];
      for (const { amounts, target } of scaled) {
        const amount = amounts[term] ?? 0;
        let others = 0;
        for (let other = 0; other < used.length; other++) {
          if (other !== term) others += (amounts[other] ?? 0) * (weights[other] ?? 0);
        }
        top += amount * (target - others);
        bottom += amount * amount;
      }
      weights[term] = Math.max(0, top / bottom);
    }
  }
  return Object.fromEntries(used.map((name, term) => [name, significant(weights[term] ?? 0)]));
}

/** The one weight of all terms that explains the samples best. */
function commonWeight(
  samples: readonly { readonly amounts: readonly number[]; readonly target: number }[],
): number {
  let [top, bottom] = [0, 0];
  for (const { amounts, target } of samples) {
    const all = amounts.reduce((sum, amount) => sum + amount, 0);
    top += all * target;
    bottom += all * all;
  }
  return bottom === 0 ? 0 : Math.max(0, top / bottom);
}

/** Four significant digits: more would be noise, and change with every run. */
function significant(value: number): number {
  return Number(value.toPrecision(4));
}
