import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantise } from '../../../generator/model/quantise.ts';
import { randomFloatModel } from '../../../testbenches/arbitraries/model.ts';
import { quantiseHead } from '../../../testbenches/naive/attention.ts';
import { createQuantisedHeads, quantiseHeads } from './math.ts';

const model = quantise(randomFloatModel());

const head = fc.tuple(fc.nat(15), fc.integer({ min: 1, max: 16 })).chain(([bits, headDim]) => {
  const most = 2 ** bits - 1;
  const element = fc.oneof(fc.integer({ min: -most, max: most }), fc.constantFrom(-most, most));
  return fc.array(element, { minLength: headDim, maxLength: headDim });
});

test('is the naive quantisation of a head, and within a unit of the value it stands for', () => {
  const { reciprocal } = model.tables;
  if (reciprocal === null) throw new Error('int8 activations have a reciprocal');
  fc.assert(
    fc.property(head, (x) => {
      const out = createQuantisedHeads(2, x.length);
      quantiseHeads(Int32Array.from(x), 1, x.length, out, 1, reciprocal, model.formats.reciprocalBits);
      const { elements, mantissa, exponent } = quantiseHead(x.map(BigInt), model);
      const codes = [...out.codes.subarray(x.length)];
      expect(codes.map(BigInt)).toEqual(elements);
      expect(BigInt(out.mantissas[1] ?? 0)).toBe(mantissa);
      expect(out.exponents[1]).toBe(exponent);
      const unit = ((Number(mantissa) / 2 ** 11) * 2 ** exponent) / 127;
      for (const [i, value] of x.entries()) {
        expect(Math.abs((codes[i] ?? 0) * unit - value)).toBeLessThanOrEqual(unit * 0.6);
      }
    }),
    { numRuns: 400 },
  );
});
