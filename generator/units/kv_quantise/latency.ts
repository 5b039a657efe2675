import { InputError } from '../../errors.ts';
import type { BipartiteTable } from '../../model/integer-model.ts';

export interface KvQuantiseParameters {
  readonly rows: number;
  /** Elements of a head, padding included. */
  readonly headDim: number;
  readonly pipeline: number;
}

/** Core cycles from a head's last beat to its first beat of codes; its other beats follow one a cycle. */
export function kvQuantiseLatency({ rows, headDim, pipeline }: KvQuantiseParameters): number {
  const levels = Math.max(1, Math.log2(Math.min(rows, headDim)));
  // Of the tree behind its last register at most one level is left, for the last comparison is the longest.
  const levelsPerStage = pipeline === 0 ? 8 : levels % 3 === 2 ? 2 : 3;
  // Largest magnitude, (its leading one,) reciprocal, product.
  return 3 + pipeline + Math.floor(levels / levelsPerStage);
}

/** @throws InputError where the unit could not be built */
export function checkKvQuantise(
  { rows, headDim }: KvQuantiseParameters,
  reciprocal: BipartiteTable | null,
): void {
  if (!Number.isInteger(rows / headDim) && !Number.isInteger(headDim / rows)) {
    throw new InputError({
      subject: 'kv_quantise: headDim',
      rule: `must divide ${rows} or be a multiple of it`,
      received: headDim,
    });
  }
  if (reciprocal === null) {
    throw new InputError({ subject: 'kv_quantise: reciprocal', rule: 'must be a table', received: null });
  }
}
