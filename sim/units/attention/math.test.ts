import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IntegerModel } from '../../../generator/model/integer-model.ts';
import { quantise } from '../../../generator/model/quantise.ts';
import { randomFloatModel } from '../../../testbenches/arbitraries/model.ts';
import { attention } from '../../../testbenches/naive/attention.ts';
import { attend, createAttentionCache, storeKey, storeValue } from './math.ts';

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
        shape: { ...model.shape, heads, kvHeads: heads, headDim, width, layers: 2 },
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

const scaledModel = quantise(randomFloatModel({ activationFormat: 'int8', kvFormat: 'int8' }));

/** Vectors whose heads differ in size, from nothing to the whole range. */
const heads = (count: number, headDim: number) =>
  fc
    .array(
      fc.nat(15).chain((bits) => {
        const most = 2 ** bits - 1;
        const element = fc.oneof(fc.integer({ min: -most, max: most }), fc.constantFrom(-most, most));
        return fc.array(element, { minLength: headDim, maxLength: headDim });
      }),
      { minLength: count, maxLength: count },
    )
    .map((list) => list.flat());

const groupedCases = fc
  .record({
    kvHeads: fc.integer({ min: 1, max: 3 }),
    ratio: fc.integer({ min: 1, max: 3 }),
    headDim: fc.constantFrom(1, 2, 3, 4, 8, 16),
    scoreShift: fc.integer({ min: 15, max: 34 }),
    outShift: fc.integer({ min: 1, max: 24 }),
    valueGuard: fc.integer({ min: 0, max: 8 }),
    scaled: fc.boolean(),
  })
  .chain((choice) => {
    const { kvHeads, ratio, headDim } = choice;
    const context = scaledModel.shape.context;
    return fc.record({
      choice: fc.constant(choice),
      query: heads(kvHeads * ratio, headDim),
      rows: fc.array(fc.tuple(heads(kvHeads, headDim), heads(kvHeads, headDim)), {
        minLength: 1,
        maxLength: context,
      }),
    });
  });

test('shares key-value heads and gives each a scale of its own, as the naive attention does', () => {
  fc.assert(
    fc.property(groupedCases, ({ choice, query, rows }) => {
      const { kvHeads, ratio, headDim, scaled, scoreShift, outShift, valueGuard } = choice;
      const shape = { ...scaledModel.shape, heads: kvHeads * ratio, headDim };
      const formats = { ...scaledModel.formats, qFrac: 12, kFrac: 12, vFrac: 12 };
      const dotShift = Math.ceil(Math.log2(headDim));
      const shifts = { kvScaled: scaled, dotShift, scoreShift, outShift, valueGuard };
      const cache = createAttentionCache(
        { shape: { ...shape, kvHeads }, formats: { ...formats, ...shifts } },
        scaledModel.tables,
      );
      rows.forEach(([key, value], position) => {
        storeKey(cache, 0, position, Int32Array.from(key));
        storeValue(cache, 0, position, Int32Array.from(value));
      });
      const out = new Int32Array(query.length);
      attend(cache, 0, rows.length - 1, Int32Array.from(query), out);
      const big = (vector: readonly number[]) => vector.map(BigInt);
      const expected = attention(
        { ...scaledModel, shape, formats },
        big(query),
        rows.map(([key]) => big(key)),
        rows.map(([, value]) => big(value)),
        scaled
          ? { kvHeads, scaled: { DS: dotShift, SS: scoreShift, OS: outShift, VG: valueGuard } }
          : { kvHeads },
      );
      expect(Array.from(out, BigInt)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});
