import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BipartiteTable } from '../../../generator/model/integer-model.ts';
import { integerTables } from '../../../generator/model/tables.ts';
import {
  type SamplerTable,
  type SamplingControls,
  samplerTable,
  sampleToken,
  samplingDistribution,
  samplingWeights,
} from './math.ts';

const tableOf = (activationFormat: 'int8' | 'int16', weightFrac: number): BipartiteTable =>
  integerTables({
    activationFormat,
    scaleBits: 12,
    reciprocalBits: 13,
    scoreFrac: 8,
    probBits: 12,
    logitFrac: activationFormat === 'int8' ? 10 : 12,
    samplerWeightBits: weightFrac,
  }).sampler_exp2;

const TABLES = [tableOf('int8', 12), tableOf('int16', 12), tableOf('int8', 13), tableOf('int16', 15)];
const ALL: SamplingControls = { greedy: false, topK: 0, topP: 65536 };

/** docs/arithmetic.md §7 again, word by word, with BigInt and a sort. */
function naiveCumulative(z: readonly number[], controls: SamplingControls, table: BipartiteTable): bigint[] {
  const { k0, k1, k2 } = table.fields;
  const FZ = k0 + k1 + k2;
  const exp2 = (index: number): bigint => {
    const bits = index.toString(2).padStart(FZ, '0');
    const [x0, x1, x2] = [bits.slice(0, k0), bits.slice(k0, k0 + k1), bits.slice(k0 + k1)];
    const entry = (words: Int32Array, address: string) => BigInt(words[Number.parseInt(address, 2)] ?? 0);
    return entry(table.t0, x0 + x1) + entry(table.t1, x0 + x2);
  };
  const largest = z.reduce((a, b) => Math.max(a, b));
  const w = z.map((value) => {
    const d = largest - value;
    return exp2(d % 2 ** FZ) / 2n ** BigInt(Math.floor(d / 2 ** FZ));
  });
  const ranked = z
    .map((value, index) => ({ value, index }))
    .sort((a, b) => b.value - a.value || a.index - b.index);
  const k = controls.greedy ? 1 : controls.topK === 0 ? z.length : Math.min(controls.topK, z.length);
  const weight = (tokens: readonly { index: number }[]) =>
    tokens.reduce((sum, { index }) => sum + (w[index] ?? 0n), 0n);
  const limit = BigInt(controls.topP) * weight(ranked.slice(0, k));
  const kept = new Set(
    ranked
      .filter((_, rank) => rank < k && weight(ranked.slice(0, rank)) * 65536n < limit)
      .map(({ index }) => index),
  );
  return z.map((_, i) => z.reduce((sum, _z, j) => (j <= i && kept.has(j) ? sum + (w[j] ?? 0n) : sum), 0n));
}

function naiveToken(cumulative: readonly bigint[], fraction: number): number {
  const threshold = (BigInt(fraction) * (cumulative.at(-1) ?? 0n)) / 2n ** 24n;
  return cumulative.findIndex((sum) => sum > threshold);
}

const logit = fc.oneof(
  fc.integer({ min: -(2 ** 25) + 1, max: 2 ** 25 - 1 }),
  fc.integer({ min: -20000, max: 20000 }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(2 ** 25 - 1, 1 - 2 ** 25, 0),
);
const controlsOf = (vocabulary: number): fc.Arbitrary<SamplingControls> =>
  fc.record({
    greedy: fc.constantFrom(false, false, false, true),
    topK: fc.oneof(fc.constantFrom(0, 1, vocabulary), fc.integer({ min: 0, max: 2 * vocabulary })),
    topP: fc.oneof(fc.constantFrom(1, 65536, 65535, 32768), fc.integer({ min: 1, max: 65536 })),
  });
const stimulus = fc
  .array(logit, { minLength: 2, maxLength: 40 })
  .chain((z) =>
    fc.tuple(fc.constant(z), controlsOf(z.length), fc.nat(2 ** 24 - 1), fc.constantFrom(...TABLES)),
  );

describe('sampleToken', () => {
  test('is the page, word by word', () => {
    fc.assert(
      fc.property(stimulus, ([z, controls, fraction, table]) => {
        const numbers = Int32Array.from(z);
        const expanded = samplerTable(table);
        const cumulative = naiveCumulative(z, controls, table);
        expect([...samplingDistribution(numbers, controls, expanded)].map(BigInt)).toEqual(cumulative);
        expect(sampleToken(numbers, controls, expanded, fraction)).toBe(naiveToken(cumulative, fraction));
      }),
      { numRuns: 1000 },
    );
  });

  const table = samplerTable(TABLES[0] as BipartiteTable);

  test('takes the first of equal logits when greedy, whatever the random number', () => {
    const z = Int32Array.from([5, 9, 9, -9, 9]);
    const greedy = { ...ALL, greedy: true };
    for (const fraction of [0, 2 ** 23, 2 ** 24 - 1]) expect(sampleToken(z, greedy, table, fraction)).toBe(1);
    expect([...samplingDistribution(z, greedy, table)]).toEqual([0, 4096, 4096, 4096, 4096]);
  });

  test('cuts equal logits at top-k and top-p by their index', () => {
    const z = Int32Array.from([0, 1024, 0, 0]);
    expect([...samplingDistribution(z, { ...ALL, topK: 2 }, table)]).toEqual([2048, 6144, 6144, 6144]);
    // 0.7 of 4096 + 3 · 2048 is 7168: the largest and the first two of the others reach it.
    expect([...samplingDistribution(z, { ...ALL, topP: 45875 }, table)]).toEqual([2048, 6144, 8192, 8192]);
  });

  test('draws the last token at the end of the unit interval, the first at its start', () => {
    const z = new Int32Array(27);
    expect(sampleToken(z, ALL, table, 0)).toBe(0);
    expect(sampleToken(z, ALL, table, 2 ** 24 - 1)).toBe(26);
  });

  test('weighs nothing that is a shift of 32 or more below', () => {
    expect([...samplingWeights(Int32Array.from([0, -32 * 1024, -33 * 1024 - 5, -(2 ** 25)]), table)]).toEqual(
      [4096, 0, 0, 0],
    );
  });
});

describe('total variation against the softmax of the float logits', () => {
  const LOG2E = Math.log2(Math.E);

  /** Half the sum of |integer probability − float probability|. */
  function totalVariation(logits: readonly number[], temperature: number, table: SamplerTable): number {
    const unit = 2 ** table.logitFrac;
    const z = Int32Array.from(logits, (value) => Math.round(((value * LOG2E) / temperature) * unit));
    const cumulative = samplingDistribution(z, ALL, table);
    const total = cumulative.at(-1) ?? 1;
    const largest = Math.max(...logits);
    const powers = logits.map((value) => Math.exp((value - largest) / temperature));
    const sum = powers.reduce((a, b) => a + b);
    return (
      powers.reduce((distance, power, i) => {
        const drawn = ((cumulative[i] ?? 0) - (cumulative[i - 1] ?? 0)) / total;
        return distance + Math.abs(drawn - power / sum);
      }, 0) / 2
    );
  }

  /** Repeatable numbers from 0 to 1. */
  function* uniform(): Generator<number, never> {
    for (let state = 1; ; ) {
      state = (state * 48271) % 2147483647;
      yield state / 2147483647;
    }
  }

  const cases = ['int8', 'int16'].flatMap((format) =>
    [0.5, 0.8, 1, 1.5].map((temperature) => ({ format, temperature })),
  );

  test.each(cases)(
    '$format at temperature $temperature: mean ≤ 0.005, worst ≤ 0.02',
    ({ format, temperature }) => {
      const table = samplerTable(tableOf(format === 'int8' ? 'int8' : 'int16', 12));
      const random = uniform();
      for (const spread of [16, 4, 1]) {
        const distances = Array.from({ length: 1000 }, () => {
          const logits = Array.from({ length: 27 }, () => (2 * random.next().value - 1) * spread);
          return totalVariation(logits, temperature, table);
        });
        const mean = distances.reduce((a, b) => a + b) / distances.length;
        const worst = Math.max(...distances);
        console.log(
          `sampler ${format} T=${temperature}, logits in ±${spread}: ` +
            `total variation mean ${mean.toExponential(2)}, worst ${worst.toExponential(2)}`,
        );
        expect(mean).toBeLessThanOrEqual(0.005);
        expect(worst).toBeLessThanOrEqual(0.02);
      }
    },
  );
});

test('50,000 tokens of 27 logits take less than a second', () => {
  const table = samplerTable(TABLES[0] as BipartiteTable);
  const z = Int32Array.from({ length: 27 }, (_, i) => ((i * 7919) % 27) * 700);
  const controls = { greedy: false, topK: 20, topP: 60000 };
  // The fastest of ten batches: other programs may be running.
  const batches = Array.from({ length: 10 }, () => {
    const before = performance.now();
    for (let n = 0; n < 5000; n++) sampleToken(z, controls, table, (n * 3343) % 2 ** 24);
    return performance.now() - before;
  });
  expect(10 * Math.min(...batches)).toBeLessThan(1000);
});
