import type { Encode } from './encode.ts';
import { halfBits } from './encode.ts';

/** Blocks of GGUF, written apart from what decodes them, as ggml's reference quantisers do. */

/** The nearest binary16, ties to even. */
export function toHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return value;
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), -14);
  const steps = magnitude / 2 ** (exponent - 10);
  const floor = Math.floor(steps);
  const up = steps - floor > 0.5 || (steps - floor === 0.5 && floor % 2 === 1);
  return Math.sign(value) * (floor + (up ? 1 : 0)) * 2 ** (exponent - 10);
}

function scaleBytes(scale: number): number[] {
  const bits = halfBits(toHalf(scale));
  return [bits % 256, Math.floor(bits / 256)];
}

function blocks(values: ArrayLike<number>, length: number): number[][] {
  const list = Array.from(values);
  return Array.from({ length: list.length / length }, (_, block) =>
    list.slice(block * length, (block + 1) * length),
  );
}

/** ±127 by the largest magnitude; halves away from zero, in 32-bit floats. */
export const encodeQ8: Encode = (values) =>
  Uint8Array.from(
    blocks(values, 32).flatMap((block) => {
      const scale = Math.fround(Math.max(...block.map(Math.abs)) / 127);
      const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
      const codes = block.map((value) => {
        const scaled = Math.fround(value * inverse);
        return Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5);
      });
      return [...scaleBytes(scale), ...codes.map((code) => (code + 256) % 256)];
    }),
  );

/** The value of the largest magnitude becomes code 0. */
export const encodeQ4: Encode = (values) =>
  Uint8Array.from(
    blocks(values, 32).flatMap((block) => {
      const extreme = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      const scale = Math.fround(extreme / -8);
      const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
      const codes = block.map((value) =>
        Math.min(15, Math.trunc(Math.fround(Math.fround(value * inverse) + 8.5))),
      );
      return [
        ...scaleBytes(scale),
        ...codes.slice(0, 16).map((code, index) => code + 16 * (codes[16 + index] ?? 0)),
      ];
    }),
  );

/** Trits 0, 1, 2 of a block and its scale. */
function trits(block: readonly number[]): { readonly digits: readonly number[]; readonly scale: number } {
  const scale = Math.max(...block.map(Math.abs));
  return { digits: block.map((value) => (scale === 0 ? 0 : Math.round(value / scale)) + 1), scale };
}

export const encodeTq2: Encode = (values) =>
  Uint8Array.from(
    blocks(values, 256).flatMap((block) => {
      const { digits, scale } = trits(block);
      const bytes = Array.from({ length: 64 }, (_, i) => {
        const first = Math.floor(i / 32) * 128 + (i % 32);
        return [0, 1, 2, 3].reduce((sum, field) => sum + (digits[first + 32 * field] ?? 0) * 4 ** field, 0);
      });
      return [...bytes, ...scaleBytes(scale)];
    }),
  );

export const encodeTq1: Encode = (values) =>
  Uint8Array.from(
    blocks(values, 256).flatMap((block) => {
      const { digits, scale } = trits(block);
      const run = (begin: number, length: number, count: number) =>
        Array.from({ length }, (_, i) => {
          const of = [0, 1, 2, 3, 4].map((trit) =>
            trit < count ? (digits[begin + trit * length + i] ?? 0) : 0,
          );
          const number = of.reduce((sum, digit) => sum * 3 + digit, 0);
          // The least byte whose 256th part begins with these digits in base 3.
          return Math.ceil((number * 256) / 243);
        });
      return [...run(0, 32, 5), ...run(160, 16, 5), ...run(240, 4, 4), ...scaleBytes(scale)];
    }),
  );
