import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { quantise } from '../../generator/model/quantise.ts';
import { randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import { attention } from '../../testbenches/naive/attention.ts';
import { attend, createAttentionCache, storeKey, storeValue } from './attention.ts';

const models = ([8, 16] as const).flatMap((kvBits) =>
  (['int8', 'int16'] as const).map((activationFormat) => {
    const kvFormat = kvBits === 8 ? 'int8' : 'int16';
    return { kvBits, model: quantise(randomFloatModel({ activationFormat, kvFormat })) };
  }),
);

const cases = fc.constantFrom(...models).chain(({ kvBits, model }) => {
  const limit = 2 ** (kvBits - 1) - 1;
  const element = fc.oneof(fc.integer({ min: -limit, max: limit }), fc.constantFrom(-limit, limit, 0, 1, -1));
  const frac = fc.integer({ min: kvBits - 8, max: kvBits + 2 });
  return fc
    .record({
      heads: fc.integer({ min: 1, max: 3 }),
      headDim: fc.integer({ min: 1, max: 5 }),
      frac: fc.tuple(frac, frac, frac),
    })
    .chain(({ heads, headDim, frac: [qFrac, kFrac, vFrac] }) => {
      const width = heads * headDim;
      const vector = fc.array(element, { minLength: width, maxLength: width });
      const shaped: IntegerModel = {
        ...model,
        shape: { ...model.shape, heads, headDim, width, layers: 2 },
        formats: { ...model.formats, qFrac, kFrac, vFrac },
      };
      const context = model.shape.context;
      return fc.record({
        model: fc.constant(shaped),
        query: vector,
        rows: fc.array(fc.tuple(vector, vector), { minLength: 1, maxLength: context }),
        layer: fc.nat(1),
      });
    });
});

test('is the naive attention, in exact integers, for any vectors and formats', () => {
  fc.assert(
    fc.property(cases, ({ model, query, rows, layer }) => {
      const cache = createAttentionCache(model, model.tables);
      const noise = Int32Array.from(query, () => 5);
      rows.forEach(([key, value], position) => {
        storeKey(cache, layer, position, Int32Array.from(key));
        storeValue(cache, layer, position, Int32Array.from(value));
        storeKey(cache, 1 - layer, position, noise);
        storeValue(cache, 1 - layer, position, noise);
      });
      const out = new Int32Array(query.length);
      attend(cache, layer, rows.length - 1, Int32Array.from(query), out);
      const big = (vector: readonly number[]) => vector.map(BigInt);
      const expected = attention(
        model,
        big(query),
        rows.map(([key]) => big(key)),
        rows.map(([, value]) => big(value)),
      );
      expect(Array.from(out, BigInt)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});
