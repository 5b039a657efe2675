import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';

/** A file with the given header text and data, to break rules with. */
function file(header: string, dataBytes: number, declared = BigInt(header.length)): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, declared, true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

const entry = (shape: readonly number[], offsets: readonly number[], dtype = 'F32') =>
  JSON.stringify({ x: { dtype, shape, data_offsets: offsets } });

const tensor = fc
  .record({ rows: fc.nat(4), cols: fc.nat(4) })
  .chain(({ rows, cols }) =>
    fc
      .float32Array({ minLength: rows * cols, maxLength: rows * cols })
      .map((values) => ({ shape: [rows, cols], values })),
  );

const tensors: fc.Arbitrary<readonly Tensor[]> = fc
  .dictionary(fc.string({ unit: 'grapheme' }), tensor)
  .map((named) => Object.entries(named).map(([name, rest]) => ({ name, ...rest })))
  .filter((list) => list.every(({ name }) => name !== '__metadata__'));

const ofThrees = (name: string): Tensor => ({ name, shape: [1], values: Float32Array.of(3) });

describe('safetensors', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(tensors, (written) => {
        expect(readSafetensors(writeSafetensors(written), 'f')).toEqual(written);
      }),
    );
  });

  it('writes the layout of the format, byte for byte', () => {
    const bytes = writeSafetensors([{ name: 'x', shape: [1, 2], values: Float32Array.of(1, -2) }]);
    const header = '{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}} '.padEnd(56);
    expect(Buffer.from(bytes.subarray(0, 8)).toString('hex')).toBe('3800000000000000');
    expect(Buffer.from(bytes.subarray(8, 64)).toString()).toBe(header.slice(0, 56));
    expect(Buffer.from(bytes.subarray(64)).toString('hex')).toBe('0000803f000000c0');
  });

  it('keeps 64-bit floats as they are', () => {
    const written = [
      { name: 'exact', shape: [1, 2], values: Float64Array.of(0.1, 5e-324) },
      { name: 'single', shape: [1], values: Float32Array.of(0.1) },
    ];
    expect(readSafetensors(writeSafetensors(written), 'f')).toEqual(written);
  });

  it('skips metadata and takes tensors that lie in another order than the header names them', () => {
    const header = JSON.stringify({
      __metadata__: { format: 'pt' },
      b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      a: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
    });
    expect(readSafetensors(file(header, 8), 'f')).toEqual([
      { name: 'b', shape: [1], values: Float32Array.of(0) },
      { name: 'a', shape: [], values: Float32Array.of(0) },
    ]);
  });

  it('knows tensors with names that mean something to JavaScript', () => {
    const written = [ofThrees('__proto__'), ofThrees('constructor')];
    expect(readSafetensors(writeSafetensors(written), 'f')).toEqual(written);
  });

  it('reads at an odd place of a larger buffer', () => {
    const bytes = writeSafetensors([ofThrees('x')]);
    const shifted = new Uint8Array(bytes.length + 9);
    shifted.set(bytes, 3);
    expect(readSafetensors(shifted.subarray(3, 3 + bytes.length), 'f')[0]?.values).toEqual(
      Float32Array.of(3),
    );
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /inside its 0 bytes/],
    ['a header past the end', file('{}', 0, 3n), /a header of 3 bytes/],
    ['a header length of 2^64-1', file('{}', 0, 2n ** 64n - 1n), /a header of 18446744073709551615 bytes/],
    ['a header that is no JSON', file('{', 0), /header must be JSON/],
    ['a header that is no object', file('[]', 0), /header must be a JSON object/],
    ['an entry without fields', file('{"x":{}}', 0), /tensor x must have dtype/],
    ['an unknown field', file(entry([1], [0, 4]).replace('{"d', '{"y":1,"d'), 4), /tensor x must have dtype/],
    [
      'an unread type',
      file(entry([1], [0, 2], 'BF16'), 2),
      /dtype must be one of F32, F64, I8, U8, received/,
    ],
    ['a type named like a method', file(entry([1], [0, 4], 'toString'), 4), /dtype must be one of F32/],
    ['a negative size', file(entry([-1], [0, 4]), 4), /tensor x must have/],
    ['a fractional size', file(entry([0.5], [0, 2]), 2), /tensor x must have/],
    ['a shape that overflows', file(entry([2 ** 40, 2 ** 40], [0, 4]), 4), /must span/],
    [
      'offsets that contradict the shape',
      file(entry([2], [0, 4]), 4),
      /must span the 8 bytes of shape \[2\]/,
    ],
    ['offsets past the end', file(entry([2], [0, 8]), 4), /end within the 4 bytes/],
    ['offsets that leave a gap', file(entry([1], [4, 8]), 8), /must begin at byte 0/],
    ['data that no tensor owns', file(entry([1], [0, 4]), 8), /must hold 4 bytes of data/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'f')).toThrow(InputError);
    expect(() => readSafetensors(bytes, 'f')).toThrow(message);
  });

  it('refuses or reads any damaged file, without another error', () => {
    const whole = writeSafetensors([{ name: 'x', shape: [2], values: Float32Array.of(1, 2) }]);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (index, byte, length) => {
        const damaged = whole.slice();
        damaged[index] = byte;
        try {
          readSafetensors(damaged.subarray(0, length), 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});
