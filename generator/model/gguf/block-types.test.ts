import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeWith, sharedPath } from '../../../testbenches/support/requirements.ts';
import { encodeBf16, encodeF16 } from '../checkpoint/support/encode.ts';
import { encodeQ4, encodeQ8, encodeTq1, encodeTq2 } from '../checkpoint/support/encode-blocks.ts';
import { half, PLAIN_TYPES, type ValueType } from '../checkpoint/value-type.ts';
import { Q4_0, Q8_0, TQ1_0, TQ2_0 } from './block-types.ts';

function decode(type: ValueType, bytes: Uint8Array): Float64Array {
  const out = new Float64Array((bytes.length / type.blockBytes) * type.blockValues);
  type.decode(Uint8Array.from(bytes), out);
  return out;
}

describeWith({ shared: 'gguf/block-vectors' }, 'blocks that ggml wrote', () => {
  const read = (name: string) => readFileSync(sharedPath(`gguf/block-vectors/${name}.bin`));
  const inputs = (name: string) => {
    const bytes = Uint8Array.from(read(`${name}_input`));
    return new Float32Array(bytes.buffer);
  };

  it.each([
    ['q8_0_64_noim', encodeQ8, Q8_0, 1 / 127 / 2],
    ['q4_0_64_noim', encodeQ4, Q4_0, 1 / 8],
  ] as const)(
    '%s: our quantiser writes the same bytes, and they read as what was quantised',
    (name, encode, type, step) => {
      const values = inputs(name);
      expect(values).toHaveLength(128);
      const expected = Uint8Array.from(read(`${name}_expected`));
      expect(encode(values)).toEqual(expected);
      const decoded = decode(type, expected);
      for (let block = 0; block < values.length; block += 32) {
        const largest = Math.max(...values.subarray(block, block + 32).map(Math.abs));
        for (let i = block; i < block + 32; i++) {
          // Half a step, and the rounding of the scale; Q4_0's largest value of the other sign saturates at 7.
          expect(Math.abs((decoded[i] ?? 0) - (values[i] ?? 0))).toBeLessThanOrEqual(
            largest * (step + 2 ** -11),
          );
        }
      }
    },
  );
});

const TRITS = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 256, maxLength: 256 });

describe('blocks', () => {
  it.each([
    ['TQ1_0', TQ1_0, encodeTq1],
    ['TQ2_0', TQ2_0, encodeTq2],
  ] as const)('%s reads any trits that were written', (_, type, encode) => {
    fc.assert(
      fc.property(TRITS, fc.constantFrom(0.375, 2 ** -14, 1984), (trits, scale) => {
        const values = trits.map((trit) => trit * scale);
        expect(Array.from(decode(type, encode(values)), (value) => value + 0)).toEqual(
          values.map((v) => v + 0),
        );
      }),
    );
  });

  it('TQ1_0 has the layout of ggml, byte for byte', () => {
    const values = Array.from({ length: 256 }, (_, i) => (i === 1 ? 1 : i === 160 ? -1 : i === 255 ? 1 : 0));
    const bytes = encodeTq1(values);
    // All zero is the digits 11111 in base 3, 121, and 121·256/243 rounded up: 0x80.
    const expected = new Uint8Array(54).fill(0x80);
    expected[1] = Math.ceil((202 * 256) / 243);
    expected[32] = Math.ceil((40 * 256) / 243);
    // Four trits are the upper ones of five.
    for (let i = 48; i < 52; i++) expected[i] = Math.ceil((120 * 256) / 243);
    expected[51] = Math.ceil((123 * 256) / 243);
    expected.set([0x00, 0x3c], 52);
    expect(bytes).toEqual(expected);
    expect(decode(TQ1_0, bytes)).toEqual(Float64Array.from(values));
  });

  it('every binary16 is what arithmetic says', () => {
    for (const value of [0, -0, 1, -1.5, 2 ** -14, 65_504, 0.333251953125]) {
      expect(decode(PLAIN_TYPES.F16, encodeF16([value]))[0]).toBe(value);
      if (value !== 0.333251953125 && value !== 65_504) {
        expect(decode(PLAIN_TYPES.BF16, encodeBf16([value]))[0]).toBe(value);
      }
    }
    expect([half(1), half(0x03ff), half(0x7c00), half(0xfc00), half(0x7e00)]).toEqual([
      2 ** -24,
      1023 * 2 ** -24,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
  });

  it('names what is no number', () => {
    const word = (bits: number) => Uint8Array.of(0, 0, bits % 256, Math.floor(bits / 256));
    expect(PLAIN_TYPES.F16.flaw(word(0x7c00))).toEqual({ index: 1, received: 'Infinity' });
    expect(PLAIN_TYPES.F16.flaw(word(0xfc01))).toEqual({ index: 1, received: 'NaN' });
    expect(PLAIN_TYPES.F16.flaw(word(0x7bff))).toBeUndefined();
    expect(PLAIN_TYPES.BF16.flaw(word(0xff80))).toEqual({ index: 1, received: '-Infinity' });
    expect(PLAIN_TYPES.BF16.flaw(word(0x7f81))).toEqual({ index: 1, received: 'NaN' });
    const block = Uint8Array.from(encodeTq2(new Float64Array(512)));
    block[66] = 0b0011;
    expect(TQ2_0.flaw(block)).toEqual({ index: 256, received: 3, rule: 'must hold trits, fields below 3' });
    block.set([0x00, 0x7e], 64);
    expect(TQ2_0.flaw(block)).toEqual({ index: 0, received: 'a scale of NaN' });
  });
});
