import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import type { Sink } from '../design/program-word.ts';
import { chooseFormats } from './formats.ts';
import type { ScaleConstant } from './integer-model.ts';
import { identityConstant, linearConstant, type ScaleContext, scaleConstant } from './scale-constants.ts';

const real = ({ mantissa, shift }: ScaleConstant): number => mantissa * 2 ** -shift;

test('a constant is its value to half a unit of the mantissa, whose leading one is set', () => {
  const value = fc.double({ min: 2 ** -20, max: 2 ** 30, noNaN: true });
  fc.assert(
    fc.property(value, fc.constantFrom(12, 16), (wanted, bits) => {
      const constant = scaleConstant(wanted, bits);
      expect(constant.mantissa).toBeGreaterThanOrEqual(2 ** (bits - 1));
      expect(constant.mantissa).toBeLessThan(2 ** bits);
      expect(Math.abs(real(constant) / wanted - 1)).toBeLessThanOrEqual(2 ** -bits);
    }),
  );
});

test.each<[number, number, ScaleConstant]>([
  [1, 12, { mantissa: 2048, shift: 11 }],
  [4096, 12, { mantissa: 2048, shift: -1 }],
  [0.75, 16, { mantissa: 49152, shift: 16 }],
  // Rounds up to 2^12, which becomes 2^11 with one bit less of a shift.
  [2 - 2 ** -13, 12, { mantissa: 2048, shift: 10 }],
  [1e-30, 12, { mantissa: 2596, shift: 60 }],
])('scaleConstant(%d, %i)', (value, bits, constant) => {
  expect(scaleConstant(value, bits)).toEqual(constant);
});

function context(activationFormat: 'int8' | 'int16'): ScaleContext {
  const formats = chooseFormats(randomFloatModel({ activationFormat }));
  const { xFrac } = formats;
  const fractions = { qFrac: 4, kFrac: 5, vFrac: 6, gateFrac: 7, upFrac: 8, hiddenFrac: 9 };
  return { formats, fractions: { ...fractions, attentionUnit: 2 ** -xFrac }, accShift: 3, headDim: 4 };
}

describe('a linear operation', () => {
  /**
   * One accumulator through the hardware's formula with exact mantissas, against the real numbers that it stands for:
   * a vector whose largest element is amax, 18-bit accumulator `acc18`, real result y.
   */
  test.each<['int8' | 'int16', boolean, Sink, number]>([
    ['int8', true, 'k', 2 ** 5],
    ['int8', true, 'activation', 2 ** 10],
    ['int8', false, 'residual_add', 2 ** 10],
    ['int8', false, 'logits', Math.LOG2E * 2 ** 10],
    ['int16', true, 'q', (Math.LOG2E / 2) * 2 ** 4],
    ['int16', true, 'v', 2 ** 6],
    ['int16', false, 'residual_add', 2 ** 12],
    ['int16', false, 'logits', Math.LOG2E * 2 ** 12],
  ])('%s, norm %s, to %s', (activationFormat, norm, sink, factor) => {
    const scales = context(activationFormat);
    const { xFrac, scaleBits } = scales.formats;
    const [amax, sumOfSquares, acc18, weightScale] = [777, 777 ** 2 * 3, 1000, 0.3];
    const exponent = Math.floor(Math.log2(amax));
    const unit = activationFormat === 'int8' ? amax / 127 : 2 ** (exponent - 14);
    const rootMeanSquare = Math.sqrt(sumOfSquares / 16) * 2 ** -xFrac;
    const y = (acc18 * 2 ** 3 * weightScale * unit * 2 ** -xFrac) / (norm ? rootMeanSquare : 1);

    const amaxMantissa =
      activationFormat === 'int8' ? (amax / 2 ** exponent) * 2 ** (scaleBits - 1) : 2 ** (scaleBits - 1);
    const half = norm ? Math.floor(Math.log2(sumOfSquares) / 2) : 0;
    const root = norm ? (2 ** scaleBits * 2 ** half) / Math.sqrt(sumOfSquares) : 2 ** (scaleBits - 1);
    const product = { weightScale, norm: norm ? 16 : null, unit: 2 ** -xFrac, sink };
    const { mantissa, shift } = linearConstant(scales, product);
    const m = (((mantissa * amaxMantissa) / 2 ** (scaleBits - 1)) * root) / 2 ** scaleBits;
    expect((acc18 * m) / 2 ** (shift - exponent + half) / (y * factor)).toBeCloseTo(1, 3);
  });
});

test('the identity is √width in the residual format', () => {
  expect(identityConstant(context('int8'), 16)).toEqual({ mantissa: 2048, shift: -1 });
  expect(real(identityConstant(context('int16'), 16))).toBe(4 * 2 ** 12);
});
