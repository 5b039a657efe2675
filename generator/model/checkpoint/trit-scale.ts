import { pieces, type StoredTensor } from './stored-tensor.ts';

/** What a matrix is as trits: the value of trit 1, or two magnitudes that no one scale explains. */
export type Trits = { readonly scale: number } | { readonly magnitudes: readonly [number, number] };

/**
 * Whether all values are −s, 0 or s. A matrix of zeros has the scale 1. Reads the tensor once, piece by piece: the
 * scales of its blocks are compared as numbers, and never averaged.
 */
export function tritsOf(tensor: StoredTensor): Trits {
  let scale = 0;
  for (const { bytes, count } of pieces(tensor)) {
    const values = new Float64Array(count);
    tensor.type.decode(bytes, values);
    for (const value of values) {
      const magnitude = Math.abs(value);
      if (magnitude === scale || magnitude === 0) continue;
      if (scale !== 0) return { magnitudes: [scale, magnitude] };
      scale = magnitude;
    }
  }
  return { scale: scale === 0 ? 1 : scale };
}
