import { describe, expect, it } from 'vitest';
import { TENSORS } from './shape.ts';
import { checkpointToSafetensors, readWeights } from './weights-file.ts';

/** A checkpoint whose floats are all 0.5 and whose trits are all −1. */
const checkpoint = Buffer.concat(
  TENSORS.map(({ ternary, shape }) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const half = Buffer.from(Float32Array.of(0.5).buffer);
    return ternary ? Buffer.concat([half, Buffer.alloc(count, 0xff)]) : Buffer.alloc(4 * count, half);
  }),
);

describe('weights file', () => {
  it('gives back what the checkpoint held', () => {
    const { floats, matrices } = readWeights(checkpointToSafetensors(checkpoint));
    expect(floats.size + matrices.size).toBe(TENSORS.length);
    for (const values of floats.values()) expect(values.every((value) => value === 0.5)).toBe(true);
    for (const { trits, scale } of matrices.values()) {
      expect([scale, trits.every((trit) => trit === -1)]).toEqual([0.5, true]);
    }
  });

  it('refuses a checkpoint of another shape', () => {
    expect(() => checkpointToSafetensors(checkpoint.subarray(1))).toThrow(/bytes instead of/);
  });

  it('refuses what is no trit', () => {
    const file = Buffer.from(checkpointToSafetensors(checkpoint));
    file[file.indexOf(0xff)] = 2;
    expect(() => readWeights(file)).toThrow('layers.0.attention.wq: not ternary');
  });
});
