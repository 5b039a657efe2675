/** Random work for the attention unit: designs, vectors, times, and the beats that timing and math expect. */

import fc from 'fast-check';
import { expect } from 'vitest';
import {
  attentionLatency,
  attentionStartAfterKey,
  attentionStartAfterQuery,
  attentionStartAfterValue,
} from '../../../generator/units/attention/latency.ts';
import { attend, createAttentionCache, storeKey, storeValue } from '../../../sim/units/attention/math.ts';
import {
  attentionBeat,
  attentionMayStart,
  attentionMayStartAfterKey,
  attentionMayStartAfterValue,
  attentionReadsUntil,
  attentionTakesNextKey,
} from '../../../sim/units/attention/timing.ts';
import type { Beat, Stimulus } from '../../support/run-unit.ts';
import { type AttentionDesign, type AttentionShape, packBeat, vectorBeats } from './bench.ts';

const fracs = (bits: number) => fc.integer({ min: bits - 6, max: bits + 1 });

const separateShapes: fc.Arbitrary<AttentionShape> = fc
  .record({
    rows: fc.constantFrom(1, 2, 4, 8, 16),
    heads: fc.integer({ min: 1, max: 5 }),
    headDim: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 6 }) }, fc.constantFrom(8, 9, 33)),
    parallel: fc.nat(),
    layers: fc.integer({ min: 1, max: 3 }),
    context: fc.integer({ min: 1, max: 17 }),
    kvBits: fc.constantFrom(8 as const, 16 as const),
    activationFormat: fc.constantFrom('int8' as const, 'int16' as const),
    kvStore: fc.constantFrom('block' as const, 'distributed' as const),
    pipeline: fc.constantFrom(0 as const, 1 as const),
  })
  .chain(({ parallel, ...rest }) =>
    fc
      .record({ qFrac: fracs(rest.kvBits), kFrac: fracs(rest.kvBits), vFrac: fracs(rest.kvBits) })
      .map((formats) => ({ ...rest, ...formats, headsParallel: 1 + (parallel % rest.heads) })),
  );

/** Query heads that share key-value heads, in all legal groups. */
const sharedHeads = fc
  .record({
    kvHeads: fc.integer({ min: 1, max: 3 }),
    sharers: fc.integer({ min: 1, max: 4 }),
    pick: fc.nat(),
  })
  .map(({ kvHeads, sharers, pick }) => {
    const heads = kvHeads * sharers;
    const legal = Array.from({ length: heads }, (_unused, index) => index + 1).filter(
      (parallel) =>
        sharers === 1 || (heads % parallel === 0 && (parallel % sharers === 0 || sharers % parallel === 0)),
    );
    return { heads, kvHeads, headsParallel: legal[pick % legal.length] ?? 1 };
  });

const common = {
  layers: fc.integer({ min: 1, max: 3 }),
  context: fc.integer({ min: 1, max: 17 }),
  kvStore: fc.constantFrom('block' as const, 'distributed' as const),
  pipeline: fc.constantFrom(0 as const, 1 as const),
};

const sharedShapes: fc.Arbitrary<AttentionShape> = fc
  .record({
    ...common,
    shared: sharedHeads,
    rows: fc.constantFrom(1, 2, 4, 8, 16),
    headDim: fc.integer({ min: 1, max: 6 }),
    kvBits: fc.constantFrom(8 as const, 16 as const),
    activationFormat: fc.constantFrom('int8' as const, 'int16' as const),
  })
  .chain(({ shared, ...rest }) =>
    fc
      .record({ qFrac: fracs(rest.kvBits), kFrac: fracs(rest.kvBits), vFrac: fracs(rest.kvBits) })
      .map((formats) => ({ ...rest, ...shared, ...formats })),
  );

const scaledShapes: fc.Arbitrary<AttentionShape> = fc
  .record({
    ...common,
    shared: sharedHeads,
    rows: fc.constantFrom(1, 2, 4, 8, 16),
    times: fc.integer({ min: 1, max: 4 }),
    divisor: fc.nat(4),
    scaled: fc.record({
      scoreShift: fc.integer({ min: 15, max: 36 }),
      outShift: fc.integer({ min: 8, max: 24 }),
      valueGuard: fc.oneof(fc.constant(6), fc.integer({ min: 0, max: 10 })),
    }),
  })
  .map(({ shared, times, divisor, rows, ...rest }) => ({
    ...rest,
    ...shared,
    rows,
    // Whole beats in a head, where Icarus Verilog can bear so many elements, or whole heads in a beat.
    headDim: times > 1 && shared.heads * times * rows <= 96 ? times * rows : Math.max(1, rows / 2 ** divisor),
    kvBits: 8,
    activationFormat: 'int8',
    qFrac: 12,
    kFrac: 12,
    vFrac: 12,
  }));

/** What one attention is given: gaps in core cycles before each beat of k, v, q and before start_i. */
export interface Turn {
  readonly layer: number;
  readonly position: number;
  readonly seed: number;
  readonly gaps: readonly number[];
}

const turns = (shape: AttentionShape): fc.Arbitrary<readonly Turn[]> =>
  fc
    .record({
      layers: fc.array(fc.nat(shape.layers - 1), { minLength: 1, maxLength: 2 }),
      count: fc.integer({ min: 1, max: shape.context }),
      seeds: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      gaps: fc.oneof(
        fc.constant([0]),
        fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 1, maxLength: 9 }),
      ),
    })
    .map(({ layers, count, seeds, gaps }) =>
      Array.from({ length: count }, (_unused, position) =>
        [...new Set(layers)].map((layer, index) => ({
          layer,
          position,
          seed: seeds[2 * position + index] ?? 0,
          gaps,
        })),
      ).flat(),
    );

export interface AttentionCase {
  readonly shape: AttentionShape;
  readonly turns: readonly Turn[];
  readonly enableSeed: number | undefined;
}

const cases = (shapes: fc.Arbitrary<AttentionShape>): fc.Arbitrary<AttentionCase> =>
  shapes.chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      turns: turns(shape),
      enableSeed: fc.option(fc.nat(), { nil: undefined }),
    }),
  );

export const attentionCases = {
  'a key-value head a head': cases(separateShapes),
  'shared key-value heads': cases(sharedShapes),
  'key-value heads with scales': cases(scaledShapes),
} as const;

/** A small generator: fast-check decides the seed, the vectors follow from it. */
export function random(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Vectors of the kinds that matter: anything, small, only extremes, all the same extreme. */
function randomVector(width: number, kvBits: number, next: () => number): Int32Array {
  const limit = 2 ** (kvBits - 1) - 1;
  const kind = Math.floor(next() * 6);
  const sign = next() < 0.5 ? -1 : 1;
  return Int32Array.from({ length: width }, () => {
    if (kind === 0) return sign * limit;
    if (kind === 1) return next() < 0.5 ? limit : -limit;
    const range = kind === 2 ? 3 : kind === 3 ? limit / 8 : limit;
    return Math.round((2 * next() - 1) * range);
  });
}

/** Heads of any size, one by one. */
export function randomHeads(heads: number, headDim: number, next: () => number): Int32Array {
  const vectors = Array.from({ length: heads }, () =>
    randomVector(headDim, 2 + Math.floor(next() * 15), next),
  );
  return Int32Array.from(vectors.flatMap((vector) => [...vector]));
}

/** Plays all turns as early as the timing model allows, plus their gaps; returns inputs and expected beats. */
export function playAttention(
  design: AttentionDesign,
  list: readonly Turn[],
): { stimulus: Stimulus[]; expected: Beat[] } {
  const p = design.parameters;
  const { kvHeads = p.heads, qBits = p.kvBits } = p;
  const width = p.heads * p.headDim;
  const scaled = p.kvScaled === 1;
  const formats = { ...p, attentionGuardBits: p.guardBits, kvScaled: scaled };
  const cache = createAttentionCache({ shape: p, formats }, design.tables);
  const vector = (heads: number, next: () => number) =>
    scaled ? randomHeads(heads, p.headDim, next) : randomVector(heads * p.headDim, p.kvBits, next);
  const stimulus: Stimulus[] = [];
  const expected: Beat[] = [];
  let cycle = 1;
  for (const { layer, position, seed, gaps } of list) {
    const next = random(seed);
    let gap = 0;
    const wait = () => gaps[gap++ % gaps.length] ?? 0;
    const [k, v, q] = [vector(kvHeads, next), vector(kvHeads, next), vector(p.heads, next)];
    const noise = () => Math.floor((next() - 0.5) * 2 ** qBits);
    cycle += wait();
    const stableFrom = cycle - 1;
    const vectors = [
      vectorBeats(p, 'k', k, noise),
      vectorBeats(p, 'v', v, noise),
      vectorBeats(p, 'q', q, noise),
    ];
    const [keyLast, valueLast, queryLast] = vectors.map((beats) => {
      let last = cycle;
      for (const beat of beats) {
        stimulus[cycle] = beat;
        last = cycle;
        cycle += 1 + wait();
      }
      return last;
    }) as [number, number, number];
    expect(attentionMayStartAfterKey(0, p)).toBe(attentionStartAfterKey(p));
    expect(attentionMayStartAfterValue(0, p)).toBe(attentionStartAfterValue(p));
    expect(attentionMayStart(0, p)).toBe(attentionStartAfterQuery(p));
    const earliest = Math.max(
      attentionMayStartAfterKey(keyLast, p),
      attentionMayStartAfterValue(valueLast, p),
      attentionMayStart(queryLast, p),
    );
    const start = earliest + wait();
    for (let at = stableFrom; at <= start; at++) {
      const started = at === start ? { start_i: 1 } : {};
      stimulus[at] = { ...stimulus[at], layer_i: layer, position_i: position, ...started };
    }
    storeKey(cache, layer, position, k);
    storeValue(cache, layer, position, v);
    const out = new Int32Array(width);
    attend(cache, layer, position, q, out);
    const times = { start, position, parameters: p };
    const beats = Math.ceil(width / p.rows);
    const first = attentionBeat(times, 0);
    const groups = Math.ceil(p.heads / p.headsParallel);
    expect(attentionReadsUntil(times)).toBeLessThan(first + beats);
    expect(first).toBe(start + groups * (position + 1) + attentionLatency(p));
    for (let beat = 0; beat < beats; beat++) {
      const payload = {
        out_first_o: beat === 0 ? 1n : 0n,
        out_last_o: beat === beats - 1 ? 1n : 0n,
        out_data_o: packBeat(p, out, beat),
      };
      expected.push({ stream: 'out', cycle: attentionBeat(times, beat), payload });
    }
    // layer_i and position_i of the next turn must be there a cycle before its first beat.
    cycle = Math.max(attentionTakesNextKey(times), start + 2);
  }
  return { stimulus, expected };
}
